package dev.jukung.schema;

import dev.jukung.value.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A small part of Kubernetes' definitions, enough to show every feature. */
public final class Definitions {
    public static final String DEPLOYMENT = "io.k8s.api.apps.v1.Deployment";
    public static final String CONFIG_MAP = "io.k8s.api.core.v1.ConfigMap";

    private Definitions() {}

    public static Schemas schemas() {
        try (InputStream in = Definitions.class.getResourceAsStream("definitions.json")) {
            if (in == null) {
                throw new IllegalStateException("definitions.json is missing");
            }
            return Schemas.of(Json.parseObject(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Schema deployment() {
        return schemas().definition(DEPLOYMENT);
    }

    /** The schema of a custom resource whose {@code spec} has that schema. */
    public static Schema customWithSpec(String specSchema) {
        return schemas().custom(Json.parseObject("{\"type\":\"object\",\"properties\":{\"spec\":" + specSchema + "}}"));
    }
}
