package dev.jukung.apiserver.registry;

import dev.jukung.apiserver.registry.Subresource.GroupVersionKind;
import dev.jukung.runtime.ApiException;
import dev.jukung.schema.Decoded;
import dev.jukung.schema.Decoder;
import dev.jukung.schema.DecodingException;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What is posted to an action below an object, read by the schema of its own kind. Thread-safe. */
public final class ActionBodies {
    private static final Map<String, String> DEFINITIONS = Map.of(
            "Binding", "io.k8s.api.core.v1.Binding",
            "Eviction", "io.k8s.api.policy.v1.Eviction",
            "TokenRequest", "io.k8s.api.authentication.v1.TokenRequest");

    private final Map<String, Decoder> decoders;

    public ActionBodies(Schemas schemas) {
        decoders = DEFINITIONS.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> new Decoder(schemas.definition(entry.getValue()))));
    }

    /**
     * The body as an object of its kind. Throws a bad request where it is none.
     *
     * @param strictErrors what the reader of the text had to object
     */
    public ObjectValue decode(Call call, GroupVersionKind kind, ObjectValue given, List<String> strictErrors) {
        String expected = kind.group().isEmpty() ? kind.version() : kind.group() + "/" + kind.version();
        String apiVersion = given.text("apiVersion", expected);
        String name = given.text("kind", kind.kind());
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        String prefix = name + " in version \"" + version + "\" cannot be handled as a " + kind.kind() + ": ";
        if (!name.equals(kind.kind()) || !group(apiVersion).equals(kind.group())) {
            throw Failures.badRequest(prefix + GivenType.notRegistered(name, apiVersion));
        }
        Decoder decoder = decoders.get(kind.kind());
        if (decoder == null) {
            throw new IllegalArgumentException("no schema for " + kind);
        }
        Decoded decoded;
        try {
            decoded = decoder.decode(given).withStrictErrors(strictErrors, given);
        } catch (DecodingException e) {
            throw Failures.badRequest(prefix + e.getMessage());
        }
        WrittenObjects.checkFields(call, decoded, error -> refused(prefix, error));
        checkNamespace(call, kind, decoded.tree());
        return decoded.tree();
    }

    /** A request for a token says it in other words. */
    private static void checkNamespace(Call call, GroupVersionKind kind, ObjectValue body) {
        String namespace = body.object("metadata").text("namespace", "");
        if (!namespace.isEmpty()
                && !namespace.equals(call.namespace())
                && !kind.kind().equals("TokenRequest")) {
            throw Failures.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static ApiException refused(String prefix, String error) {
        return Failures.badRequest(prefix + error);
    }

    private static String group(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
