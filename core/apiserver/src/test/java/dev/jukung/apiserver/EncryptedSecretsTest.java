package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.encryption.EncryptionAtRest;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.store.Key;
import dev.jukung.store.RevisionStores;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets through the API, and what of them is on the disk. */
class EncryptedSecretsTest {
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final Key STORED = new Key("secrets", "default/s");

    @TempDir
    Path folder;

    private static EncryptionAtRest encryption(Path file) {
        return EncryptionAtRest.read(file, "server-1", new SystemClock(), new Randomness(new java.util.Random(1)));
    }

    private Path config(String... providers) throws Exception {
        return Files.writeString(
                folder.resolve("encryption.yaml"),
                "{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets], providers: ["
                        + String.join(", ", providers) + "]}]}");
    }

    private static String aescbc(String name) {
        return "{aescbc: {keys: [{name: " + name + ", secret: YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU=}]}}";
    }

    private Requests start(EncryptionAtRest encryption) throws InterruptedException {
        return new Requests(
                UnaryOperator.identity(),
                clock -> RevisionStores.open(folder.resolve("store"), encryption, clock, (where, bug) -> {
                    throw new AssertionError(where, bug);
                }));
    }

    private boolean isOnDisk(String text) throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    @Test
    void aSecretIsEncryptedAConfigMapIsNotAndBothAreReadAfterARestart() throws Exception {
        EncryptionAtRest encryption = encryption(config(aescbc("key1")));
        try (Requests requests = start(encryption)) {
            requests.post(SECRETS, "{\"metadata\":{\"name\":\"s\"},\"data\":{\"k\":\"c2VjcmV0LW1hcmtlcg==\"}}");
            requests.post(Requests.CONFIGMAPS, "{\"metadata\":{\"name\":\"m\"},\"data\":{\"k\":\"plain-marker\"}}");
        }

        assertThat(isOnDisk("c2VjcmV0LW1hcmtlcg==")).isFalse();
        assertThat(isOnDisk("plain-marker")).isTrue();
        try (Requests requests = start(encryption)) {
            assertThat(requests.get(SECRETS + "/s").json().object("data").text("k", ""))
                    .isEqualTo("c2VjcmV0LW1hcmtlcg==");
        }
    }

    @Test
    void writingASecretUnchangedTakesItToTheNewKeyAndOnlyOnce() throws Exception {
        EncryptionAtRest encryption = encryption(config(aescbc("key1")));
        try (Requests requests = start(encryption)) {
            requests.post(SECRETS, "{\"metadata\":{\"name\":\"s\"},\"data\":{\"k\":\"YQ==\"}}");
            String same = requests.get(SECRETS + "/s").body();
            long before = requests.revision();
            requests.put(SECRETS + "/s", same);
            assertThat(requests.revision()).isEqualTo(before);

            config(aescbc("key2"), aescbc("key1"));
            encryption.reload();
            assertThat(requests.store().outdated(STORED)).isTrue();
            requests.put(SECRETS + "/s", same);
            assertThat(requests.revision()).isEqualTo(before + 1);
            assertThat(requests.store().outdated(STORED)).isFalse();
        }
    }
}
