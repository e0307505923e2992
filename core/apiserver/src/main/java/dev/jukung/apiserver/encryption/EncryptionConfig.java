package dev.jukung.apiserver.encryption;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An {@code EncryptionConfiguration}: for each resource the providers, of which the first one writes and all read. The first entry
 * that has the resource counts. Immutable.
 */
record EncryptionConfig(List<Entry> entries) {
    private static final String ONE_PROVIDER =
            "more than one provider specified in a single element, should split into different list elements";
    private static final List<Integer> AES = List.of(16, 24, 32);
    private static final List<Integer> SECRETBOX = List.of(32);
    private static final Set<String> NOT_SERVED =
            Set.of("apiserveripinfo", "serviceipallocations", "servicenodeportallocations");

    /** @param resources as written: {@code secrets}, {@code deployments.apps}, {@code *.apps}, {@code *.}, {@code *.*} */
    record Entry(List<String> resources, List<Provider> providers) {
        boolean has(String resource, String group) {
            String named = group.isEmpty() ? resource : resource + "." + group;
            return resources.contains(named) || resources.contains("*." + group) || resources.contains("*.*");
        }
    }

    /** A key management service, as the file names it. @param timeout of each call */
    record Kms(String name, Path socket, Duration timeout) {}

    /** The providers of a resource; none: it is stored as it is. */
    Optional<List<Provider>> providers(String resource, String group) {
        return entries.stream()
                .filter(entry -> entry.has(resource, group))
                .findFirst()
                .map(Entry::providers);
    }

    /**
     * @param kms makes what speaks to a key management service; it is not spoken to before all is found right
     * @throws IllegalArgumentException with everything that is wrong, in Kubernetes' words
     */
    static EncryptionConfig parse(byte[] yaml, Function<Kms, Provider> kms) {
        ObjectValue config = decode(yaml);
        Set<String> kmsNames = new HashSet<>();
        FieldErrors errors = new FieldErrors();
        FieldPath root = FieldPath.of("resources");
        List<Entry> entries = new ArrayList<>();
        for (ObjectValue entry : config.list("resources").objects()) {
            entries.add(entry(entry, root.index(entries.size()), new KmsEntries(kms, kmsNames), errors));
        }
        if (entries.isEmpty()) {
            errors.add(FieldError.required(root, "at least one resources is required"));
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.message());
        }
        return new EncryptionConfig(List.copyOf(entries));
    }

    private static ObjectValue decode(byte[] yaml) {
        try {
            if (Yaml.parse(yaml) instanceof ObjectValue config
                    && config.text("kind", "").equals("EncryptionConfiguration")
                    && config.text("apiVersion", "").equals("apiserver.config.k8s.io/v1")) {
                return config;
            }
            throw new IllegalArgumentException(
                    "error decoding encryption provider configuration: it is no apiserver.config.k8s.io/v1 EncryptionConfiguration");
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    "error decoding encryption provider configuration: " + e.getMessage(), e);
        }
    }

    private static Entry entry(ObjectValue entry, FieldPath path, KmsEntries kms, FieldErrors errors) {
        FieldPath resourcesPath = path.child("resources");
        List<String> resources = entry.list("resources").texts();
        if (resources.isEmpty()) {
            errors.add(FieldError.required(resourcesPath, "at least one " + resourcesPath + " is required"));
        }
        checkOverlap(entry.list("resources"), resourcesPath, errors);
        for (int i = 0; i < resources.size(); i++) {
            String problem = problem(resources.get(i));
            if (!problem.isEmpty()) {
                errors.add(FieldError.invalid(resourcesPath.index(i), resources.get(i), problem));
            }
        }
        FieldPath providersPath = path.child("providers");
        List<Provider> providers = new ArrayList<>();
        List<ObjectValue> given = entry.list("providers").objects();
        for (int i = 0; i < given.size(); i++) {
            providers.addAll(provider(given.get(i), providersPath.index(i), kms, errors));
        }
        if (given.isEmpty()) {
            errors.add(FieldError.required(providersPath, "at least one " + providersPath + " is required"));
        }
        return new Entry(resources, List.copyOf(providers));
    }

    private static void checkOverlap(ListValue resources, FieldPath path, FieldErrors errors) {
        List<String> names = resources.texts();
        Set<String> seen = new HashSet<>(names);
        if (seen.size() < names.size()) {
            errors.add(FieldError.invalid(path, resources, "the same resource cannot be specified multiple times"));
        }
        boolean masked = seen.size() > 1
                && names.stream()
                        .anyMatch(name -> name.equals("*.*")
                                || (name.startsWith("*.")
                                        && names.stream()
                                                .anyMatch(other -> !other.equals(name)
                                                        && group(other).equals(group(name)))));
        if (masked) {
            errors.add(
                    FieldError.invalid(
                            path,
                            resources,
                            "using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they will be masked"));
        }
    }

    private static String group(String resource) {
        int dot = resource.indexOf('.');
        return dot < 0 ? "" : resource.substring(dot + 1);
    }

    private static String problem(String resource) {
        String group = group(resource);
        if (!resource.equals(resource.toLowerCase(java.util.Locale.ROOT))) {
            return "resource name should not contain capital letters";
        }
        if (resource.equals("*")) {
            return "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources";
        }
        if (NOT_SERVED.contains(resource)) {
            return "resources which do not have REST API/s cannot be encrypted";
        }
        return switch (group) {
            case "events.k8s.io" ->
                "'*.events.k8s.io' objects are stored using the 'events' API group in etcd. Use 'events' instead in the config file";
            case "extensions" -> "'extensions' group has been removed and cannot be used for encryption";
            case "*" -> resource.equals("*.*") ? "" : "encrypting the same resource across groups is not supported";
            default -> "";
        };
    }

    private static List<Provider> provider(ObjectValue provider, FieldPath path, KmsEntries kms, FieldErrors errors) {
        List<String> kinds = List.of("kms", "aesgcm", "aescbc", "secretbox", "identity").stream()
                .filter(provider::has)
                .toList();
        if (kinds.size() != 1) {
            errors.add(FieldError.invalid(
                    path,
                    provider,
                    kinds.isEmpty()
                            ? "provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity"
                            : ONE_PROVIDER));
            return List.of();
        }
        String kind = kinds.getFirst();
        FieldPath keys = path.child(kind).child("keys");
        ObjectValue settings = provider.object(kind);
        return switch (kind) {
            case "aesgcm" -> keys(settings, keys, AES, Aes::gcm, errors);
            case "aescbc" -> keys(settings, keys, AES, Aes::cbc, errors);
            case "secretbox" -> keys(settings, keys, SECRETBOX, SecretBox::of, errors);
            case "kms" -> kms.provider(settings, path.child("kms"), errors);
            default -> List.of(new Provider.Identity());
        };
    }

    private static List<Provider> keys(
            ObjectValue settings,
            FieldPath path,
            List<Integer> lengths,
            BiFunction<String, byte[], Provider> maker,
            FieldErrors errors) {
        List<Provider> providers = new ArrayList<>();
        List<ObjectValue> keys = settings.list("keys").objects();
        if (keys.isEmpty()) {
            errors.add(FieldError.required(path, "at least one keys is required"));
        }
        for (int i = 0; i < keys.size(); i++) {
            FieldPath at = path.index(i);
            String name = keys.get(i).text("name", "");
            if (name.isEmpty()) {
                errors.add(FieldError.required(at.child("name"), "name is a mandatory field for a key"));
            }
            secret(keys.get(i).text("secret", ""), at.child("secret"), lengths, errors)
                    .ifPresent(secret -> providers.add(maker.apply(name, secret)));
        }
        return providers;
    }

    private static Optional<byte[]> secret(String text, FieldPath path, List<Integer> lengths, FieldErrors errors) {
        if (text.isEmpty()) {
            errors.add(FieldError.required(path, "secret is a mandatory field for a key"));
            return Optional.empty();
        }
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            errors.add(FieldError.invalid(path, "REDACTED", "secrets must be base64 encoded"));
            return Optional.empty();
        }
        if (!lengths.contains(secret.length)) {
            String expected = lengths.toString().replace(",", "");
            errors.add(FieldError.invalid(
                    path,
                    "REDACTED",
                    "secret is not of the expected length, got " + secret.length + ", expected one of " + expected));
            return Optional.empty();
        }
        return Optional.of(secret);
    }
}
