package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.cluster.HostRequirements.Missing;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPackagesTest {
    private static final Missing BRIDGE =
            new Missing("the network plugin bridge", "containernetworking-plugins", "install it");
    private static final Missing PORTMAP =
            new Missing("the network plugin portmap", "containernetworking-plugins", "install it");
    private static final Missing NFT = new Missing("the program nft", "nftables", "install it");
    private static final Missing OVERLAY = new Missing("the file system overlay", "", "load the module overlay");

    @TempDir
    Path home;

    private HostPackages packages(boolean debian) {
        return new HostPackages(TestContext.in(home), new Distribution("x", debian));
    }

    @Test
    void aPackageThatBringsTwoThingsIsInstalledOnce() {
        assertThat(HostPackages.packages(List.of(BRIDGE, NFT, PORTMAP)))
                .containsExactly("containernetworking-plugins", "nftables");
        assertThat(packages(true).command(List.of(BRIDGE, NFT)))
                .isEqualTo("apt-get install -y -q --no-install-recommends containernetworking-plugins nftables");
    }

    @Test
    void onlyDebiansPackagesAreInstalledAndOnlyIfTheyBringEverything() {
        assertThat(packages(true).installable(List.of(BRIDGE, NFT))).isTrue();
        assertThat(packages(true).installable(List.of(BRIDGE, OVERLAY))).isFalse();
        assertThat(packages(false).installable(List.of(BRIDGE, NFT))).isFalse();
    }

    @Test
    void distributionsAreKnownByTheirFile() {
        assertThat(Distribution.parse("""
                PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
                ID=debian
                """)).isEqualTo(new Distribution("Debian GNU/Linux 12 (bookworm)", true));
        assertThat(Distribution.parse("""
                # a comment
                NAME='Linux Mint'
                ID=linuxmint
                ID_LIKE="ubuntu debian"
                """)).isEqualTo(new Distribution("linuxmint", true));
        assertThat(Distribution.parse("""
                PRETTY_NAME="Fedora Linux 43"
                ID=fedora
                """)).isEqualTo(new Distribution("Fedora Linux 43", false));
        assertThat(Distribution.parse("")).isEqualTo(new Distribution("Linux", false));
    }
}
