package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.schema.Decoder;
import dev.jukung.schema.Defaulter;
import dev.jukung.schema.Schema;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A served version of a custom resource and what is stored: objects of older versions and schemas too, so that what is
 * read is pruned and has its defaults whenever it was written. Thread-safe.
 *
 * @param served the {@code apiVersion} of this kind
 * @param stored the {@code apiVersion} that is written
 * @param schemas of all versions by {@code apiVersion}
 */
record CustomConversion(String served, String stored, Map<String, Schema> schemas, Converters.Converter converter)
        implements Kind.Conversion {
    @Override
    public ObjectValue toStored(ObjectValue object) {
        return version(object).equals(stored)
                ? object
                : pruned(stored, converter.convert(List.of(object), stored).getFirst());
    }

    @Override
    public ObjectValue fromStored(ObjectValue object) {
        return allFromStored(List.of(object)).getFirst();
    }

    @Override
    public List<ObjectValue> allFromStored(List<ObjectValue> objects) {
        List<ObjectValue> result = new ArrayList<>(objects.size());
        Map<String, List<Integer>> others = new LinkedHashMap<>();
        for (ObjectValue object : objects) {
            ObjectValue known = defaulted(version(object), pruned(version(object), object));
            if (!version(object).equals(served)) {
                others.computeIfAbsent(version(object), _ -> new ArrayList<>()).add(result.size());
            }
            result.add(known);
        }
        others.values().forEach(places -> {
            List<ObjectValue> converted =
                    converter.convert(places.stream().map(result::get).toList(), served);
            for (int i = 0; i < places.size(); i++) {
                result.set(places.get(i), pruned(served, converted.get(i)));
            }
        });
        return result;
    }

    private static String version(ObjectValue object) {
        return object.text("apiVersion", "");
    }

    private ObjectValue pruned(String apiVersion, ObjectValue object) {
        Schema schema = schemas.get(apiVersion);
        return schema == null ? object : new Decoder(schema).decode(object).tree();
    }

    private ObjectValue defaulted(String apiVersion, ObjectValue object) {
        Schema schema = schemas.get(apiVersion);
        return schema == null ? object : Defaulter.apply(schema, object);
    }
}
