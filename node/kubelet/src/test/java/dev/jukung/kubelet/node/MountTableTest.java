package dev.jukung.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Reading the kernel's table of mounts. */
class MountTableTest {
    private static final String TABLE = """
            22 1 254:0 / / rw,relatime - ext4 /dev/root rw
            40 22 0:30 / /var/lib/jukung/a/kubelet rw - tmpfs tmpfs rw
            41 40 0:31 / /var/lib/jukung/a/kubelet/pods/x\\040y/tmp rw - tmpfs tmpfs rw
            42 22 0:32 / /var/lib/jukung/ab rw - tmpfs tmpfs rw
            """;

    @Test
    void mountsBelowADirectoryAreFoundTheDeepestFirstAndThoseBesideItAreNot() {
        assertThat(MountTable.below(Path.of("/var/lib/jukung/a"), TABLE))
                .containsExactly(
                        Path.of("/var/lib/jukung/a/kubelet/pods/x y/tmp"), Path.of("/var/lib/jukung/a/kubelet"));
    }
}
