package dev.jukung.apiserver.encryption;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.apiserver.rest.MetricsText;
import dev.jukung.base.Randomness;
import dev.jukung.base.VirtualClock;
import dev.jukung.store.Key;
import dev.jukung.store.StoreCorruptedException;
import dev.jukung.store.StoreUnavailableException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Values under seeds that a key management service keeps. */
@Timeout(60)
class KmsTest {
    /** Written by Kubernetes' own code (v1.36.3) with a seed of 32 sevens, as the value of the key below. */
    private static final String REFERENCE =
            "azhzOmVuYzprbXM6djI6a21zMToKTd6d792yoDC+KEMiGr7BZfxfFJjDmKSv30EkGp7YY1/E4oA8J5FgzFI+60X+FpWtk3AmTOLU"
                    + "R6l9fQIWj0BfuHj7+59bCs5zsuCotrloEgVrZXktMRoLc2VhbGVkLXNlZWQiEgoNYS5leGFtcGxlLmNvbRIBMSgB";

    private static final Key SECRET = new Key("secrets", "default/s");
    private static final byte[] PLACE = "/registry/secrets/default/s".getBytes(UTF_8);
    private static final byte[] VALUE = "{\"kind\":\"Secret\"}".getBytes(UTF_8);
    private static final String PREFIX = "k8s:enc:kms:v2:kms1:";

    @TempDir
    private Path folder;

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));

    private Path socket() {
        return folder.resolve("kms.sock");
    }

    private EncryptionAtRest start() throws Exception {
        Path file = Files.writeString(folder.resolve("encryption.yaml"), """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [secrets]
                  providers:
                  - kms: {apiVersion: v2, name: kms1, endpoint: "unix://%s", timeout: 1s}
                """.formatted(socket()));
        return EncryptionAtRest.read(file, "server-1", clock, new Randomness(new Random(1)));
    }

    private static byte[] payload(byte[] stored) {
        return Arrays.copyOfRange(stored, PREFIX.length(), stored.length);
    }

    @Test
    void whatKubernetesHasWrittenIsRead() throws Exception {
        byte[] stored = Base64.getDecoder().decode(REFERENCE);
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) 7);

        KmsObject object = KmsObject.read(payload(stored));

        assertThat(new String(stored, 0, PREFIX.length(), UTF_8)).isEqualTo(PREFIX);
        assertThat(object.seeded()).isTrue();
        assertThat(object.source().keyId()).isEqualTo("key-1");
        assertThat(object.source().ciphertext()).asString(UTF_8).isEqualTo("sealed-seed");
        assertThat(object.source().annotations().get("a.example.com")).isEqualTo(new byte[] {'1'});
        assertThat(new SeedCipher(seed).open(PLACE, object.data())).isEqualTo(VALUE);
        assertThat(object.message()).as("byte for byte").isEqualTo(payload(stored));
    }

    @Test
    void aValueIsOpenedByAnotherServerThatAsksTheServiceOnce() throws Exception {
        try (FakeKms kms = new FakeKms(socket());
                EncryptionAtRest one = start();
                EncryptionAtRest two = start()) {
            byte[] first = one.seal(SECRET, PLACE, VALUE);
            byte[] second = one.seal(SECRET, PLACE, VALUE);
            assertThat(new String(first, UTF_8)).startsWith(PREFIX);
            assertThat(first).isNotEqualTo(second);

            assertThat(two.open(SECRET, PLACE, first)).isEqualTo(VALUE);
            assertThat(two.open(SECRET, PLACE, second)).isEqualTo(VALUE);

            assertThat(kms.decryptions).hasValue(1);
            assertThat(one.open(SECRET, PLACE, first))
                    .as("its own seed it knows")
                    .isEqualTo(VALUE);
            assertThat(kms.decryptions).hasValue(1);
            assertThatThrownBy(() -> two.open(SECRET, "/registry/secrets/default/other".getBytes(UTF_8), first))
                    .isInstanceOf(StoreCorruptedException.class);
        }
    }

    @Test
    void anotherKeyOfTheServiceMakesValuesOutdatedAndWritesWithANewSeed() throws Exception {
        try (FakeKms kms = new FakeKms(socket());
                EncryptionAtRest encryption = start()) {
            byte[] old = encryption.seal(SECRET, PLACE, VALUE);
            assertThat(encryption.outdated(SECRET, old)).isFalse();

            kms.keyId = "key-2";
            clock.advance(Duration.ofMinutes(2));

            assertThat(encryption.outdated(SECRET, old)).isTrue();
            byte[] fresh = encryption.seal(SECRET, PLACE, VALUE);
            assertThat(KmsObject.read(payload(fresh)).source().keyId()).isEqualTo("key-2");
            assertThat(encryption.outdated(SECRET, fresh)).isFalse();
            assertThat(encryption.open(SECRET, PLACE, old)).isEqualTo(VALUE);
        }
    }

    @Test
    void anIllServiceIsToldAndWritesGoOnForSomeMinutes() throws Exception {
        try (FakeKms kms = new FakeKms(socket());
                EncryptionAtRest encryption = start()) {
            assertThat(encryption.problem()).isEmpty();
            byte[] stored = encryption.seal(SECRET, PLACE, VALUE);
            kms.health = "the key is locked away";
            clock.advance(Duration.ofMinutes(1));

            assertThat(encryption.problem())
                    .contains("kmsv2 Provider kms1 is not healthy, error: got unexpected healthz status:"
                            + " the key is locked away");
            assertThat(encryption.seal(SECRET, PLACE, VALUE)).isNotEmpty();

            clock.advance(Duration.ofMinutes(4));
            assertThatThrownBy(() -> encryption.seal(SECRET, PLACE, VALUE))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("expired at");
            assertThat(encryption.open(SECRET, PLACE, stored)).isEqualTo(VALUE);

            kms.health = "ok";
            clock.advance(Duration.ofSeconds(20));
            assertThat(encryption.problem()).isEmpty();
            assertThat(encryption.seal(SECRET, PLACE, VALUE)).isNotEmpty();
        }
    }

    @Test
    void whatTheProviderDoesIsMeasured() throws Exception {
        try (FakeKms kms = new FakeKms(socket());
                EncryptionAtRest one = start();
                EncryptionAtRest two = start()) {
            PrometheusRegistry registry = new PrometheusRegistry();
            two.show(registry);
            byte[] stored = one.seal(SECRET, PLACE, VALUE);
            two.seal(SECRET, PLACE, VALUE);
            two.open(SECRET, PLACE, stored);
            two.open(SECRET, PLACE, stored);
            assertThatThrownBy(() -> two.open(SECRET, "/elsewhere".getBytes(UTF_8), stored))
                    .isInstanceOf(StoreCorruptedException.class);

            String text = MetricsText.of(registry);
            assertThat(text)
                    .contains(
                            transformations("to_storage", "OK") + " 1.0",
                            transformations("from_storage", "OK") + " 2.0",
                            transformations("from_storage", "unknown-non-grpc") + " 1.0",
                            "apiserver_storage_envelope_transformation_cache_misses_total 1.0",
                            "apiserver_storage_data_key_generation_duration_seconds_count 1",
                            "apiserver_envelope_encryption_dek_source_cache_size{provider_name=\"kms1\"} 2.0",
                            "kms_operations_latency_seconds_count{grpc_status_code=\"OK\","
                                    + "method_name=\"/v2.KeyManagementService/Decrypt\",provider_name=\"kms1\"} 1")
                    .containsPattern(
                            "key_id_hash_total\\{apiserver_id_hash=\"sha256:[0-9a-f]{64}\",key_id_hash="
                                    + "\"sha256:[0-9a-f]{64}\",provider_name=\"kms1\",transformation_type=\"from_storage\"} 3.0")
                    .containsPattern(
                            "key_id_hash_status_last_timestamp_seconds\\{.*provider_name=\"kms1\"} 1.7672256E9");

            kms.keyId = "";
            clock.advance(Duration.ofMinutes(1));
            assertThat(MetricsText.of(registry))
                    .contains("invalid_key_id_from_status_total{error=\"empty\",provider_name=\"kms1\"}");
        }
    }

    private static String transformations(String way, String status) {
        return "apiserver_storage_transformation_operations_total{resource=\"secrets\",status=\"" + status
                + "\",transformation_type=\"" + way + "\",transformer_prefix=\"" + PREFIX + "\"}";
    }

    @Test
    void aServiceThatIsNotThereYetIsWaitedFor() throws Exception {
        try (EncryptionAtRest encryption = start()) {
            assertThat(encryption.problem()).hasValueSatisfying(problem -> assertThat(problem)
                    .startsWith("failed to perform status section of the healthz check for KMS Provider kms1, error:"
                            + " rpc error: code = "));
            assertThatThrownBy(() -> encryption.seal(SECRET, PLACE, VALUE))
                    .isInstanceOf(StoreUnavailableException.class);
            try (FakeKms _ = new FakeKms(socket())) {
                clock.advance(Duration.ofSeconds(30));
                assertThat(encryption.problem()).isEmpty();
                assertThat(encryption.seal(SECRET, PLACE, VALUE)).isNotEmpty();
            }
        }
    }

    @Test
    void whatAServiceMayNotSayIsRefusedInKubernetesWords() {
        TreeMap<String, byte[]> none = new TreeMap<>();
        assertThatThrownBy(() -> KmsObject.check(new KmsService.Sealed(new byte[0], "k", none)))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage("failed to validate encrypted DEK source: encrypted DEK source is empty");
        assertThatThrownBy(() -> KmsObject.check(new KmsService.Sealed(new byte[1025], "k", none)))
                .hasMessageEndingWith("encrypted DEK source is 1025 bytes, which exceeds the max size of 1024");
        assertThatThrownBy(() -> KmsObject.check(new KmsService.Sealed(new byte[1], "", none)))
                .hasMessage("failed to validate key id: keyID is empty");
        assertThatThrownBy(() -> KmsObject.check(new KmsService.Sealed(new byte[1], "x".repeat(1025), none)))
                .hasMessage("failed to validate key id: keyID is 1025 bytes, which exceeds the max size of 1024");
    }
}
