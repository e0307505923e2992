package dev.jukung.apiserver.encryption;

import dev.jukung.apiserver.registry.LabelHash;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What is measured of encryption, under kube-apiserver's names. Thread-safe. */
final class EncryptionMetrics {
    /** Which way a value goes. */
    enum Way {
        FROM_STORAGE("from_storage"),
        TO_STORAGE("to_storage");

        private final String label;

        Way(String label) {
            this.label = label;
        }
    }

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;
    private static final int TRANSFORMATION_BUCKETS = 25;
    private static final int SERVICE_BUCKETS = 20;
    /** Keys that are told of; the one used least recently is forgotten, as keys come and go for years. */
    private static final int KEYS_MAX = 100;

    /** @param way empty for a key that the service says it has */
    private record UsedKey(Optional<Way> way, String provider, String keyHash) {}

    private final String server;
    private final Histogram durations = Histogram.builder()
            .name("apiserver_storage_transformation_duration_seconds")
            .help("[ALPHA] Latencies in seconds of value transformation operations.")
            .classicOnly()
            .classicUpperBounds(doubling(5e-6, TRANSFORMATION_BUCKETS))
            .labelNames("transformation_type", "transformer_prefix")
            .build();
    private final Counter operations = Counter.builder()
            .name("apiserver_storage_transformation_operations_total")
            .help(
                    "[ALPHA] Total number of transformations. Successful transformation will have a status 'OK' and a varied"
                            + " status string when the transformation fails.")
            .labelNames("resource", "transformation_type", "transformer_prefix", "status")
            .build();
    private final Counter misses = Counter.builder()
            .name("apiserver_storage_envelope_transformation_cache_misses_total")
            .help("[ALPHA] Total number of cache misses while accessing key decryption key(KEK).")
            .build();
    private final Histogram seeds = Histogram.builder()
            .name("apiserver_storage_data_key_generation_duration_seconds")
            .help("[ALPHA] Latencies in seconds of data encryption key(DEK) generation operations.")
            .classicOnly()
            .classicUpperBounds(doubling(5e-6, 14))
            .build();
    private final Counter failedSeeds = Counter.builder()
            .name("apiserver_storage_data_key_generation_failures_total")
            .help("[ALPHA] Total number of failed data encryption key(DEK) generation operations.")
            .build();
    private final Histogram calls = Histogram.builder()
            .name("apiserver_envelope_encryption_kms_operations_latency_seconds")
            .help("[ALPHA] KMS operation duration with gRPC error code status total.")
            .classicOnly()
            .classicUpperBounds(doubling(0.0001, SERVICE_BUCKETS))
            .labelNames("provider_name", "method_name", "grpc_status_code")
            .build();
    private final Counter keys = Counter.builder()
            .name("apiserver_envelope_encryption_key_id_hash_total")
            .help(
                    "[ALPHA] Number of times a keyID is used split by transformation type, provider, and apiserver identity.")
            .labelNames("transformation_type", "provider_name", "key_id_hash", "apiserver_id_hash")
            .build();
    private final Gauge keysLast = Gauge.builder()
            .name("apiserver_envelope_encryption_key_id_hash_last_timestamp_seconds")
            .help("[ALPHA] The last time in seconds when a keyID was used.")
            .labelNames("transformation_type", "provider_name", "key_id_hash", "apiserver_id_hash")
            .build();
    private final Gauge keysTold = Gauge.builder()
            .name("apiserver_envelope_encryption_key_id_hash_status_last_timestamp_seconds")
            .help("[ALPHA] The last time in seconds when a keyID was returned by the Status RPC call.")
            .labelNames("provider_name", "key_id_hash", "apiserver_id_hash")
            .build();
    private final Counter invalid = Counter.builder()
            .name("apiserver_envelope_encryption_invalid_key_id_from_status_total")
            .help("[ALPHA] Number of times an invalid keyID is returned by the Status RPC call split by error.")
            .labelNames("provider_name", "error")
            .build();
    private final Gauge sources = Gauge.builder()
            .name("apiserver_envelope_encryption_dek_source_cache_size")
            .help("[ALPHA] Number of records in data encryption key (DEK) source cache. On a restart, this value is an"
                    + " approximation of the number of decrypt RPC calls the server will make to the KMS plugin.")
            .labelNames("provider_name")
            .build();
    private final LinkedHashMap<UsedKey, Boolean> used = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself

    /** @param server the identity of this server */
    EncryptionMetrics(String server) {
        this.server = LabelHash.of(server);
    }

    void register(PrometheusRegistry registry) {
        registry.register(durations);
        registry.register(operations);
        registry.register(misses);
        registry.register(seeds);
        registry.register(failedSeeds);
        registry.register(calls);
        registry.register(keys);
        registry.register(keysLast);
        registry.register(keysTold);
        registry.register(invalid);
        registry.register(sources);
    }

    private static double[] doubling(double first, int count) {
        double[] bounds = new double[count];
        double bound = first;
        for (int i = 0; i < count; i++) {
            bounds[i] = bound;
            bound *= 2;
        }
        return bounds;
    }

    /** A value has been encrypted or decrypted. @param resource {@code secrets}, {@code deployments.apps} */
    void transformed(String resource, Way way, String prefix, long nanos) {
        operations.labelValues(resource, way.label, prefix, "OK").inc();
        durations.labelValues(way.label, prefix).observe(nanos / NANOS);
    }

    void failed(String resource, Way way, String prefix, GeneralSecurityException why) {
        operations.labelValues(resource, way.label, prefix, status(why)).inc();
    }

    private static String status(GeneralSecurityException why) {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof KmsCallException call) {
                return call.code();
            }
        }
        return "unknown-non-grpc"; // Kubernetes' word for what did not come from the service
    }

    /** A key management service has answered, or has not. @param method with the service's name */
    void called(String provider, String method, String code, long nanos) {
        calls.labelValues(provider, method, code).observe(nanos / NANOS);
    }

    /** A seed was not known, so the service had to be asked. */
    void missed() {
        misses.inc();
    }

    void seeded(Duration took) {
        seeds.observe(took.toNanos() / NANOS);
    }

    void seedFailed() {
        failedSeeds.inc();
    }

    void remembers(String provider, int count) {
        sources.labelValues(provider).set(count);
    }

    void keyUsed(Way way, String provider, String keyId, Instant now) {
        UsedKey key = new UsedKey(Optional.of(way), provider, LabelHash.of(keyId));
        synchronized (used) {
            note(key);
            keys.labelValues(way.label, provider, key.keyHash(), server).inc();
            keysLast.labelValues(way.label, provider, key.keyHash(), server).set(now.toEpochMilli() / MILLIS);
        }
    }

    void keyTold(String provider, String keyId, Instant now) {
        UsedKey key = new UsedKey(Optional.empty(), provider, LabelHash.of(keyId));
        synchronized (used) {
            note(key);
            keysTold.labelValues(provider, key.keyHash(), server).set(now.toEpochMilli() / MILLIS);
        }
    }

    void keyInvalid(String provider, String keyId) {
        invalid.labelValues(provider, keyId.isEmpty() ? "empty" : "too_long").inc();
    }

    private void note(UsedKey key) {
        used.put(key, true);
        if (used.size() > KEYS_MAX) {
            Map.Entry<UsedKey, Boolean> oldest = used.pollFirstEntry();
            UsedKey gone = oldest.getKey();
            gone.way()
                    .ifPresentOrElse(
                            way -> {
                                keys.remove(way.label, gone.provider(), gone.keyHash(), server);
                                keysLast.remove(way.label, gone.provider(), gone.keyHash(), server);
                            },
                            () -> keysTold.remove(gone.provider(), gone.keyHash(), server));
        }
    }
}
