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

/**
 * Files of the group {@code apiserver.config.k8s.io} about who is believed and who may do what. They are read strictly: a
 * misspelt field must not pass for one that is left out. Pure functions.
 */
public final class ConfigurationFile {
    private static final List<String> VERSIONS = List.of(
            "apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1beta1", "apiserver.config.k8s.io/v1alpha1");

    private ConfigurationFile() {}

    /**
     * The object in the file.
     *
     * @param kind that it must have
     * @throws IllegalArgumentException when it is no such object, or says what such objects do not
     */
    public static ObjectValue decode(byte[] yaml, String kind) {
        try {
            if (!(Yaml.parse(yaml) instanceof ObjectValue config)) {
                throw new IllegalArgumentException("couldn't get version/kind; it is no object");
            }
            String version = config.text("apiVersion", "");
            String given = config.text("kind", "");
            if (!given.equals(kind) || !VERSIONS.contains(version)) {
                throw new IllegalArgumentException("no kind " + GoText.quote(given) + " is registered for version "
                        + GoText.quote(version) + ", expected " + kind);
            }
            Decoded decoded = new Decoder(definitions().definition(kind)).decode(config);
            decoded.strictError().ifPresent(error -> {
                throw new IllegalArgumentException(error);
            });
            return decoded.tree();
        } catch (ParseException | DecodingException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
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
