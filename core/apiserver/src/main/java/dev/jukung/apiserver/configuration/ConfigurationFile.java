package dev.jukung.apiserver.configuration;

import dev.jukung.schema.Decoded;
import dev.jukung.schema.Decoder;
import dev.jukung.schema.DecodingException;
import dev.jukung.schema.GoText;
import dev.jukung.schema.Schemas;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Files that an operator writes for the API server. They are read strictly: a misspelt field must not pass for one that is
 * left out. Pure functions.
 */
public final class ConfigurationFile {
    private static final String GROUP = "apiserver.config.k8s.io/";
    private static final List<String> VERSIONS = List.of("v1", "v1beta1", "v1alpha1");

    private ConfigurationFile() {}

    /**
     * The object in the file, of any version of {@code apiserver.config.k8s.io}.
     *
     * @param kind that it must have
     * @throws IllegalArgumentException when it is no such object, or says what such objects do not
     */
    public static ObjectValue decode(byte[] yaml, String kind) {
        return decode(parse(yaml), kind, types(GROUP, kind));
    }

    /** {@code group/v1, Kind=X} and its older versions. @param group with a slash at the end */
    static Set<String> types(String group, String kind) {
        return VERSIONS.stream().map(version -> type(group + version, kind)).collect(Collectors.toUnmodifiableSet());
    }

    /** @throws IllegalArgumentException when it is no object */
    public static ObjectValue parse(byte[] yaml) {
        try {
            if (Yaml.parse(yaml) instanceof ObjectValue config) {
                return config;
            }
            throw new IllegalArgumentException("couldn't get version/kind; it is no object");
        } catch (ParseException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /**
     * @param definition of the fields
     * @param types that the object may have, as {@link #type} writes them
     */
    public static ObjectValue decode(ObjectValue config, String definition, Set<String> types) {
        String version = config.text("apiVersion", "");
        String kind = config.text("kind", "");
        if (!types.contains(type(version, kind))) {
            throw new IllegalArgumentException("no kind " + GoText.quote(kind) + " is registered for version "
                    + GoText.quote(version) + ", expected " + definition);
        }
        try {
            Decoded decoded = new Decoder(definitions().definition(definition)).decode(config);
            decoded.strictError().ifPresent(error -> {
                throw new IllegalArgumentException(error);
            });
            return decoded.tree();
        } catch (DecodingException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public static String type(String apiVersion, String kind) {
        return apiVersion + ", Kind=" + kind;
    }

    private static Schemas definitions() {
        try (InputStream in = ConfigurationFile.class.getResourceAsStream("definitions.yaml")) {
            if (in == null || !(Yaml.parse(in.readAllBytes()) instanceof ObjectValue definitions)) {
                throw new IllegalStateException("definitions.yaml is not there");
            }
            return Schemas.of(definitions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
