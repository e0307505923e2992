package dev.jukung.apiserver.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.base.Cause;
import dev.jukung.base.Randomness;
import dev.jukung.base.SystemClock;
import dev.jukung.store.Key;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import dev.jukung.store.StoreCorruptedException;
import dev.jukung.store.Write;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values as kube-apiserver v1.36.3 has written them into etcd with the key below, and our own. */
class EncryptionTest {
    private static final String SECRET =
            Base64.getEncoder().encodeToString("abcdefghijklmnopqrstuvwxyz012345".getBytes(StandardCharsets.UTF_8));
    private static final String OTHER =
            Base64.getEncoder().encodeToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".getBytes(StandardCharsets.UTF_8));

    /** Of the Secret default/s. */
    private static final String AESCBC =
            "azhzOmVuYzphZXNjYmM6djE6a2V5MTpkL34ZH5DFoxgC95yO6S//vEslgyUaLtPkUhSNAeAKt6IammjhfD4LYqgPH/+3IMyZ5N64"
                    + "XYFiP8WW629YkbbaG/8WAfqLC2vEVhRgYokfkUduDe8sGTSJwk/aDIAUk77eWedpUmY/W6nqI5hBW8ikAAmQMSRLA4bcKjktx6B1"
                    + "D+OFpG5Vh14f2zNv8TBXnk9fPNieZIdJBwJRe6SynTYHecXHbuJK4BCEwDoj8p7X/noApNHBclxp+CRCl6BRZd+O4IG4odxJvWnN"
                    + "zZxsLdHcDJ63N5TCAmil3jaurRCaPycALWDPAvvl0Wr8LZdI9tNFjlcAx0iJAvxXxs+ScupN7IfBI191JO0feeThK5009g==";

    /** Of the ServiceAccount default/sb. */
    private static final String SECRETBOX =
            "azhzOmVuYzpzZWNyZXRib3g6djE6a2V5MTqn2dmL67WgprEccEX42YWUojurulnTK+mXU+6kOcBp0nJz+D9KqQnh0emA4BoA025H"
                    + "XQI2A26ZJL57SeaOXA2iDAEPXEh7lcvSOYIYEbcAy3O3gfj1QbxRMJ1QK2LxN3tinh3tI0fMdCoi19Gi1aIXqZXIvxHhtS0wgagD"
                    + "r6b1GUhAM0d+DSfPwBM9Oivm5w==";

    /** Of the ConfigMap default/b. */
    private static final String AESGCM =
            "azhzOmVuYzphZXNnY206djE6a2V5MTpUpZUiAZdej0ANiM0CD72tsRAZ7HMzrzIT9WFXIx/3oSTAnNY7EdL2PmMagds/SygFM6rA"
                    + "cWTzQEb34YgjA/DEIf4l/6KMx7kh2xTZUhkH7x7MpES/vl22g/CHVXX+dk3nMhXiSHdfEuzrxu1eMmQR1rUvSyzkzJyqnhN8ZOgT"
                    + "ZOcYtZBdLe1N25mBorsCL3uW+zVzpDTduL/KpKiCX0R4YuwNMwyRRuXFQPAj9e1a+wKkD3OYwd1cm2E5OpxfN8gPmHW+1J3VZAqW"
                    + "Do/Z4uj24yU=";

    @TempDir
    Path folder;

    private Path file(String... entries) throws IOException {
        String head = "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n";
        return Files.writeString(folder.resolve("encryption.yaml"), head + String.join("\n", entries));
    }

    private static EncryptionAtRest encryption(Path file) {
        return EncryptionAtRest.read(file, "server-1", new SystemClock(), new Randomness(new java.util.Random(1)));
    }

    private static String entry(String resource, String... providers) {
        return "- {resources: ['" + resource + "'], providers: [" + String.join(", ", providers) + "]}";
    }

    private static String provider(String kind, String secret) {
        return "{" + kind + ": {keys: [{name: key1, secret: " + secret + "}]}}";
    }

    private static final String IDENTITY = "{identity: {}}";

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "aescbc, secrets, default/s, /registry/secrets/default/s",
        "secretbox, serviceaccounts, default/sb, /registry/serviceaccounts/default/sb",
        "aesgcm, configmaps, default/b, /registry/configmaps/default/b",
    })
    void whatTheReferenceHasWrittenIsRead(String kind, String resource, String name, String path) throws Exception {
        byte[] stored = Base64.getDecoder()
                .decode(
                        switch (kind) {
                            case "aescbc" -> AESCBC;
                            case "secretbox" -> SECRETBOX;
                            default -> AESGCM;
                        });
        EncryptionAtRest encryption = encryption(file(entry(resource, provider(kind, SECRET), IDENTITY)));
        Key key = new Key(resource, name);
        byte[] context = path.getBytes(StandardCharsets.UTF_8);

        byte[] plain = encryption.open(key, context, stored);

        // An envelope of protobuf, with the object's name in it.
        assertThat(new String(plain, StandardCharsets.ISO_8859_1))
                .startsWith("k8s\0")
                .contains(name.substring(name.indexOf('/') + 1));
        assertThat(encryption.outdated(key, stored)).isFalse();
        byte[] again = encryption.seal(key, context, plain);
        assertThat(new String(again, StandardCharsets.ISO_8859_1)).startsWith("k8s:enc:" + kind + ":v1:key1:");
        assertThat(again).hasSameSizeAs(stored).isNotEqualTo(stored);
        assertThat(encryption.open(key, context, again)).isEqualTo(plain);
    }

    @Test
    void whatWasChangedOrMovedIsNotOpened() throws Exception {
        EncryptionAtRest encryption = encryption(
                file(entry("configmaps", provider("aesgcm", SECRET)), entry("secrets", provider("secretbox", SECRET))));
        Key map = new Key("configmaps", "a/b");
        Key secret = new Key("secrets", "a/b");
        byte[] here = {1};
        byte[] sealedMap = encryption.seal(map, here, new byte[20]);
        byte[] sealedSecret = encryption.seal(secret, here, new byte[20]);
        sealedSecret[sealedSecret.length - 1] ^= 1;

        assertThatThrownBy(() -> encryption.open(map, "elsewhere".getBytes(StandardCharsets.UTF_8), sealedMap))
                .isInstanceOf(StoreCorruptedException.class)
                .hasMessageStartingWith("unable to transform key \"elsewhere\": k8s:enc:aesgcm:v1:key1:");
        assertThatThrownBy(() -> encryption.open(secret, here, sealedSecret)).hasMessageContaining("decryption failed");
        assertThatThrownBy(() -> encryption.open(map, here, "{}".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("no provider identity");
    }

    @ParameterizedTest(name = "{0} has {1}: {2}")
    @CsvSource({
        "secrets, secrets, true",
        "secrets, configmaps, false",
        "deployments.apps, apps/deployments, true",
        "deployments, apps/deployments, false",
        "*.apps, apps/deployments, true",
        "*.apps, secrets, false",
        "*., secrets, true",
        "*., apps/deployments, false",
        "*.*, apps/deployments, true",
        "*.*, secrets, true",
    })
    void anEntryCoversItsResources(String resource, String collection, boolean covered) throws Exception {
        EncryptionAtRest encryption = encryption(file(entry(resource, provider("aescbc", SECRET), IDENTITY)));

        byte[] sealed = encryption.seal(new Key(collection, "a"), new byte[0], new byte[] {'x'});

        assertThat(sealed.length > 1).isEqualTo(covered);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "- {resources: [Secrets], providers: [{identity: {}}]} | resources[0].resources[0]: Invalid value: \"Secrets\": resource name should not contain capital letters",
                "- {resources: ['*'], providers: [{identity: {}}]} | resources[0].resources[0]: Invalid value: \"*\": use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources",
                "- {resources: [secrets, '*.'], providers: [{identity: {}}]} | resources[0].resources: Invalid value: [\"secrets\",\"*.\"]: using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they will be masked",
                "- {resources: [secrets]} | resources[0].providers: Required value: at least one resources[0].providers is required",
                "- {resources: [secrets], providers: [{aescbc: {keys: [{name: a, secret: YWJj}]}}]} | resources[0].providers[0].aescbc.keys[0].secret: Invalid value: \"REDACTED\": secret is not of the expected length, got 3, expected one of [16 24 32]",
                "- {resources: [secrets], providers: [{aesgcm: {keys: []}}]} | resources[0].providers[0].aesgcm.keys: Required value: at least one keys is required",
                "- {resources: [secrets], providers: [{kms: {name: a, endpoint: 'unix:///s'}}]} | resources[0].providers[0].kms.apiVersion: Invalid value: \"v1\": KMSv1 is deprecated and will only receive security updates going forward. Use KMSv2 instead",
                "- {resources: [secrets], providers: [{kms: {apiVersion: v2, name: 'a:b', endpoint: 'unix:///s'}}]} | resources[0].providers[0].kms.name: Invalid value: \"a:b\": invalid KMS provider name a:b, must not contain ':'",
                "- {resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'http://x'}}]} | resources[0].providers[0].kms.endpoint: Invalid value: \"http://x\": unsupported scheme \"http\" for KMS provider, only unix is supported",
                "- {resources: [secrets], providers: [{kms: {apiVersion: v2, name: a, endpoint: 'unix:///s', timeout: 0s}}]} | resources[0].providers[0].kms.timeout: Invalid value: \"0s\": timeout should be a positive value",
            })
    void aConfigurationThatIsWrongIsRefusedInKubernetesWords(String entry, String problem) throws Exception {
        Path file = file(entry);

        assertThatThrownBy(() -> encryption(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("error while parsing encryption provider configuration file \"" + file + "\": " + problem);
    }

    private RevisionStore open(EncryptionAtRest encryption) {
        return RevisionStores.open(folder.resolve("store"), encryption, new SystemClock(), (where, bug) -> {
            throw new AssertionError(where, bug);
        });
    }

    private boolean isOnDisk(String text) throws IOException {
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
    void theDiskHoldsWhatMemoryDoesNotAndKeysCanBeChanged() throws Exception {
        Key key = new Key("secrets", "default/s");
        byte[] value = "{\"data\":\"marker-in-plain-text\"}".getBytes(StandardCharsets.UTF_8);
        EncryptionAtRest first = encryption(file(entry("secrets", provider("secretbox", SECRET))));
        try (RevisionStore store = open(first)) {
            store.commit(List.of(), List.of(new Write.Put(key, value)), Cause.current());

            assertThat(store.latest().get(key).orElseThrow().value()).isEqualTo(value);
            assertThat(store.outdated(key)).isFalse();
            assertThat(isOnDisk("marker-in-plain-text")).isFalse();

            file(entry("secrets", provider("aescbc", OTHER), provider("secretbox", SECRET)));
            first.reload();
            assertThat(store.outdated(key)).isTrue();
            store.commit(List.of(), List.of(new Write.Put(key, value)), Cause.current());
            assertThat(store.outdated(key)).isFalse();
        }

        try (RevisionStore store = open(encryption(file(entry("secrets", provider("aescbc", OTHER)))))) {
            assertThat(store.latest().get(key).orElseThrow().value()).isEqualTo(value);
        }
        EncryptionAtRest wrong = encryption(file(entry("secrets", provider("aescbc", SECRET))));
        assertThatThrownBy(() -> open(wrong).close())
                .isInstanceOf(StoreCorruptedException.class)
                .hasMessageContaining("unable to transform key \"secrets/default/s\"");
    }
}
