package dev.jukung.model;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.io.InputStream;

/** The generated documents: the schemas of the built-in kinds and what is said of them. */
public final class Schemas {
    private Schemas() {}

    /** Definition name to OpenAPI v3 schema, without descriptions. Read anew at each call. */
    public static ObjectValue document() {
        return read("schemas.json");
    }

    /**
     * Definition name to what OpenAPI documents say beside the structure: {@code description} and {@code fields}, which have
     * {@code description}, {@code enum} and {@code default}. Read anew at each call.
     */
    public static ObjectValue documentation() {
        return read("documentation.json");
    }

    private static ObjectValue read(String name) {
        try (InputStream in = Schemas.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + name);
            }
            return Json.parseObject(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("reading " + name, e);
        }
    }
}
