package dev.jukung.apiserver.encryption;

import dev.jukung.apiserver.encryption.EncryptionMetrics.Way;
import dev.jukung.base.Clock;
import dev.jukung.base.Randomness;
import dev.jukung.store.Key;
import dev.jukung.store.StoreCorruptedException;
import dev.jukung.store.StoreUnavailableException;
import dev.jukung.store.ValueTransformer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts values as a file says ({@code --encryption-provider-config}), byte for byte as kube-apiserver does. Reading tries all
 * providers of a resource, writing takes the first one. {@link #reload} reads the file anew. Thread-safe.
 */
public final class EncryptionAtRest implements ValueTransformer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EncryptionAtRest.class);
    private static final List<Provider> PLAIN = List.of(new Provider.Identity());

    private final Path file;
    private final Clock clock;
    private final Randomness random;
    private final EncryptionMetrics metrics;
    private volatile EncryptionConfig config; // replaced as a whole

    private EncryptionAtRest(Path file, Clock clock, Randomness random, EncryptionMetrics metrics) {
        this.file = file;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
        config = parse();
    }

    /**
     * Asks the key management services that the file names; they need not be there yet.
     *
     * @param server the identity of this server, for metrics
     * @throws IllegalArgumentException when the file cannot be read or is wrong
     */
    public static EncryptionAtRest read(Path file, String server, Clock clock, Randomness random) {
        EncryptionAtRest encryption = new EncryptionAtRest(file, clock, random, new EncryptionMetrics(server));
        encryption.services().forEach(KmsProvider::start);
        return encryption;
    }

    private KmsProvider service(EncryptionConfig.Kms kms) {
        KmsConnection connection = new KmsConnection(kms.name(), kms.socket(), kms.timeout(), random, clock, metrics);
        return new KmsProvider(kms.name(), connection, clock, metrics);
    }

    private List<KmsProvider> services() {
        return config.entries().stream()
                .flatMap(entry -> entry.providers().stream())
                .filter(KmsProvider.class::isInstance)
                .map(KmsProvider.class::cast)
                .toList();
    }

    /** Whether values depend on a service that may be ill. */
    public boolean usesServices() {
        return !services().isEmpty();
    }

    /** What is wrong with the key management services: the check {@code kms-providers}. */
    public Optional<String> problem() {
        return services().stream()
                .map(KmsProvider::check)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Shows what is measured, from the start on. */
    public void show(PrometheusRegistry registry) {
        metrics.register(registry);
    }

    private EncryptionConfig parse() {
        try {
            return EncryptionConfig.parse(Files.readAllBytes(file), this::service);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "error opening encryption provider configuration file \"" + file + "\": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "error while parsing encryption provider configuration file \"" + file + "\": " + e.getMessage(),
                    e);
        }
    }

    /** Takes the file as it is now for what is written from now on; a file that is wrong changes nothing. */
    public void reload() {
        try {
            List<KmsProvider> old = services();
            config = parse();
            services().forEach(KmsProvider::start);
            old.forEach(KmsProvider::close);
        } catch (IllegalArgumentException e) {
            LOG.error("the encryption configuration stays as it was: {}", e.getMessage());
        }
    }

    private Optional<List<Provider>> configured(Key key) {
        String collection = key.collection();
        int slash = collection.indexOf('/');
        String group = slash < 0 ? "" : collection.substring(0, slash);
        return config.providers(collection.substring(slash + 1), group);
    }

    private List<Provider> providers(Key key) {
        return configured(key).orElse(PLAIN);
    }

    /** As metrics call it: {@code deployments.apps}. */
    private static String resource(Key key) {
        String collection = key.collection();
        int slash = collection.indexOf('/');
        return slash < 0 ? collection : collection.substring(slash + 1) + "." + collection.substring(0, slash);
    }

    @Override
    public byte[] seal(Key key, byte[] context, byte[] value) {
        Optional<List<Provider>> configured = configured(key);
        if (configured.isEmpty()) {
            return value;
        }
        Provider first = configured.get().getFirst();
        long start = clock.nanos();
        try {
            byte[] sealed = first.seal(context, value);
            metrics.transformed(resource(key), Way.TO_STORAGE, first.prefix(), clock.nanos() - start);
            return first.prefix().isEmpty() ? sealed : Aes.joined(bytes(first.prefix()), sealed);
        } catch (GeneralSecurityException e) {
            metrics.failed(resource(key), Way.TO_STORAGE, first.prefix(), e);
            throw new StoreUnavailableException(
                    "unable to encrypt " + key + " with " + first.prefix() + " " + e.getMessage(), e);
        }
    }

    @Override
    public byte[] open(Key key, byte[] context, byte[] stored) {
        List<Provider> providers = providers(key);
        if (!isSealed(stored)) {
            if (providers.stream().anyMatch(provider -> provider.prefix().isEmpty())) {
                return stored;
            }
            throw failure(
                    context, "it is stored in plain, and the encryption configuration has no provider identity for it");
        }
        String problem = "no matching prefix found";
        for (Provider provider : providers) {
            byte[] prefix = bytes(provider.prefix());
            if (prefix.length > 0 && startsWith(stored, prefix)) {
                long start = clock.nanos();
                try {
                    byte[] plain = provider.open(context, Arrays.copyOfRange(stored, prefix.length, stored.length));
                    metrics.transformed(resource(key), Way.FROM_STORAGE, provider.prefix(), clock.nanos() - start);
                    return plain;
                } catch (GeneralSecurityException e) {
                    metrics.failed(resource(key), Way.FROM_STORAGE, provider.prefix(), e);
                    problem = provider.prefix() + " " + e.getMessage();
                }
            }
        }
        throw failure(context, problem);
    }

    private static StoreCorruptedException failure(byte[] context, String problem) {
        String place = new String(context, StandardCharsets.UTF_8);
        return new StoreCorruptedException("unable to transform key \"" + place + "\": " + problem
                + ": the encryption configuration needs the provider and key that it was written with");
    }

    @Override
    public boolean outdated(Key key, byte[] stored) {
        Provider first = providers(key).getFirst();
        byte[] prefix = bytes(first.prefix());
        if (prefix.length == 0) {
            return isSealed(stored);
        }
        return !startsWith(stored, prefix) || first.outdated(Arrays.copyOfRange(stored, prefix.length, stored.length));
    }

    /** Lets go of the key management services. */
    @Override
    public void close() {
        services().forEach(KmsProvider::close);
    }

    /** How a value that is encrypted begins, whatever with. */
    private static boolean isSealed(byte[] stored) {
        return startsWith(stored, bytes("k8s:enc:"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean startsWith(byte[] whole, byte[] start) {
        return whole.length >= start.length && Arrays.equals(whole, 0, start.length, start, 0, start.length);
    }
}
