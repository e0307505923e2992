package dev.jukung.apiserver.encryption;

import dev.jukung.store.Key;
import dev.jukung.store.StoreCorruptedException;
import dev.jukung.store.ValueTransformer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Encrypts values as a file says ({@code --encryption-provider-config}), byte for byte as kube-apiserver does. Reading tries all
 * providers of a resource, writing takes the first one. {@link #reload} reads the file anew. Thread-safe.
 */
public final class EncryptionAtRest implements ValueTransformer {
    private static final Logger LOG = LoggerFactory.getLogger(EncryptionAtRest.class);
    private static final List<Provider> PLAIN = List.of(new Provider.Identity());

    private final Path file;
    private volatile EncryptionConfig config; // replaced as a whole

    private EncryptionAtRest(Path file, EncryptionConfig config) {
        this.file = file;
        this.config = config;
    }

    /** @throws IllegalArgumentException when the file cannot be read or is wrong */
    public static EncryptionAtRest read(Path file) {
        return new EncryptionAtRest(file, parse(file));
    }

    private static EncryptionConfig parse(Path file) {
        try {
            return EncryptionConfig.parse(Files.readAllBytes(file));
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
            config = parse(file);
        } catch (IllegalArgumentException e) {
            LOG.error("the encryption configuration stays as it was: {}", e.getMessage());
        }
    }

    private List<Provider> providers(Key key) {
        String collection = key.collection();
        int slash = collection.indexOf('/');
        String group = slash < 0 ? "" : collection.substring(0, slash);
        return config.providers(collection.substring(slash + 1), group).orElse(PLAIN);
    }

    @Override
    public byte[] seal(Key key, byte[] context, byte[] value) {
        Provider first = providers(key).getFirst();
        try {
            byte[] sealed = first.seal(context, value);
            return first.prefix().isEmpty() ? sealed : Aes.joined(bytes(first.prefix()), sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encrypting " + key + " with " + first.prefix(), e);
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
                try {
                    return provider.open(context, Arrays.copyOfRange(stored, prefix.length, stored.length));
                } catch (GeneralSecurityException e) {
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
        return first.prefix().isEmpty() ? isSealed(stored) : !startsWith(stored, bytes(first.prefix()));
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
