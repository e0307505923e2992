package dev.jukung.apiserver.encryption;

import dev.jukung.schema.DecodingException;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoDuration;
import dev.jukung.value.ObjectValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads the entries {@code kms} of an encryption configuration.
 *
 * @param names of all that were read before
 */
record KmsEntries(Function<EncryptionConfig.Kms, Provider> maker, Set<String> names) {
    private static final String SCHEME = "unix";
    private static final String TIMEOUT = "3s";

    /** None where something is wrong. */
    List<Provider> provider(ObjectValue settings, FieldPath path, FieldErrors errors) {
        int before = errors.list().size();
        String version = settings.text("apiVersion", "v1");
        String name = settings.text("name", "");
        if (name.isEmpty()) {
            errors.add(FieldError.required(path.child("name"), "name is a mandatory field for a provider"));
        } else if (name.contains(":")) {
            errors.add(FieldError.invalid(
                    path.child("name"), name, "invalid KMS provider name " + name + ", must not contain ':'"));
        }
        if (!names.add(name)) {
            errors.add(FieldError.invalid(
                    path.child("name"), name, "duplicate KMS provider name " + name + ", names must be unique"));
        }
        Duration timeout = timeout(settings.text("timeout", TIMEOUT), path.child("timeout"), errors);
        String socket = socket(settings.text("endpoint", ""), path.child("endpoint"), errors);
        if (settings.has("cachesize") && !version.equals("v1")) {
            errors.add(FieldError.invalid(
                    path.child("cachesize"), settings.integer("cachesize", 0), "cachesize is not supported in v2"));
        }
        checkVersion(version, path.child("apiVersion"), errors);
        return errors.list().size() > before
                ? List.of()
                : List.of(maker.apply(new EncryptionConfig.Kms(name, Path.of(socket), timeout)));
    }

    private static void checkVersion(String version, FieldPath path, FieldErrors errors) {
        if (version.equals("v1")) { // off by default in v1.36, and no feature gate can be changed here
            errors.add(FieldError.invalid(
                    path,
                    version,
                    "KMSv1 is deprecated and will only receive security updates going forward. Use KMSv2 instead"));
        } else if (!version.equals("v2")) {
            errors.add(FieldError.invalid(
                    path, version, "unsupported apiVersion apiVersion for KMS provider, only v1 and v2 are supported"));
        }
    }

    private static Duration timeout(String text, FieldPath path, FieldErrors errors) {
        try {
            Duration timeout = Duration.ofNanos(GoDuration.parse(text));
            if (!timeout.isPositive()) {
                errors.add(FieldError.invalid(path, text, "timeout should be a positive value"));
            }
            return timeout;
        } catch (DecodingException e) {
            errors.add(FieldError.invalid(path, text, String.valueOf(e.getMessage())));
            return Duration.ZERO;
        }
    }

    private static String socket(String endpoint, FieldPath path, FieldErrors errors) {
        if (endpoint.isEmpty()) {
            errors.add(FieldError.invalid(path, "", "endpoint is a mandatory field for a kms"));
            return "";
        }
        int colon = endpoint.indexOf(':');
        String scheme = colon < 0 ? "" : endpoint.substring(0, colon);
        if (!scheme.equals(SCHEME)) {
            errors.add(FieldError.invalid(
                    path, endpoint, "unsupported scheme \"" + scheme + "\" for KMS provider, only unix is supported"));
        }
        String rest = endpoint.substring(colon + 1);
        return rest.startsWith("//") ? rest.substring(2) : rest;
    }
}
