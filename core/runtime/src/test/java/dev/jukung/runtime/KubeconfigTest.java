package dev.jukung.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.http.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {
    private static final String FIRST = """
            apiVersion: v1
            kind: Config
            current-context: one
            clusters: [{name: one, cluster: {server: "https://one:6443", insecure-skip-tls-verify: true}}]
            contexts: [{name: one, context: {cluster: one, user: me, namespace: shop}}]
            users: [{name: me, user: {token: secret}}]
            """;
    private static final String SECOND = """
            apiVersion: v1
            kind: Config
            current-context: two
            clusters: [{name: one, cluster: {server: "https://other:1"}}, {name: two, cluster: {server: "https://two:2"}}]
            contexts: [{name: two, context: {cluster: two, user: file}}]
            users: [{name: file, user: {tokenFile: token}}, {name: cloud, user: {exec: {command: aws}}}]
            """;

    @TempDir
    Path folder;

    private Kubeconfig both() throws IOException {
        Path first = Files.writeString(folder.resolve("first"), FIRST);
        Path second = Files.writeString(folder.resolve("second"), SECOND);
        return Kubeconfig.read(List.of(folder.resolve("absent"), first, second));
    }

    @Test
    void theCurrentContextNamesServerIdentityAndNamespace() throws IOException {
        ClusterAccess access = both().currentAccess();

        assertThat(access.server()).isEqualTo(URI.create("https://one:6443"));
        assertThat(access.tls())
                .isEqualTo(ClientTls.trustingAnyone().withIdentity(access.tls().identity()));
        assertThat(access.bearerToken().get()).contains("secret");
        assertThat(access.namespace()).isEqualTo("shop");
    }

    @Test
    void theFirstFileThatSaysSomethingCountsAndTheOthersAdd() throws IOException {
        Files.writeString(folder.resolve("token"), "from a file\n");

        ClusterAccess access = both().access("two");

        assertThat(access.server()).isEqualTo(URI.create("https://two:2"));
        assertThat(access.namespace()).isEqualTo("default");
        assertThat(access.bearerToken().get()).contains("from a file");
        assertThat(both().access("one").server()).isEqualTo(URI.create("https://one:6443"));
    }

    @Test
    void aTokenInAFileIsReadAnewEachTime() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "old");
        ClusterAccess access = both().access("two");
        assertThat(access.bearerToken().get()).contains("old");

        Files.writeString(file, "new");

        assertThat(access.bearerToken().get()).contains("new");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        assertThatThrownBy(() -> both().access("three")).hasMessage("context \"three\" does not exist");
        assertThatThrownBy(() -> Kubeconfig.parse("{}", folder).currentAccess())
                .hasMessageStartingWith("invalid configuration: no configuration has been provided");
    }

    @Test
    void whatIsNotSupportedIsRefusedByName() {
        String cloud = SECOND.replace("user: file", "user: cloud");

        assertThatThrownBy(() -> Kubeconfig.parse(cloud, folder).currentAccess())
                .hasMessageContaining("exec is not supported");
    }
}
