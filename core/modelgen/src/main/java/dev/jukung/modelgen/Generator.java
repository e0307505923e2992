package dev.jukung.modelgen;

import dev.jukung.modelgen.PublishedResources.Resource;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code Generator SOURCES RESOURCES WIRE}: writes the views below SOURCES and the documents below RESOURCES. */
public final class Generator {
    private Generator() {}

    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        Path sources = Path.of(arguments[0]);
        Path documents = Path.of(arguments[1]).resolve("dev/jukung/model");
        ProtobufTypes protobuf = ProtobufTypes.load();
        List<Resource> resources = PublishedResources.load();
        Map<String, Definition> definitions = PublishedModels.load(protobuf, resources);
        Map<Resource, Definition> kinds = kindsOf(resources, definitions);

        Map<String, String> apiVersions = new HashMap<>();
        kinds.forEach((resource, definition) -> apiVersions.put(
                definition.name(),
                resource.group().isEmpty() ? resource.version() : resource.group() + "/" + resource.version()));
        for (Definition definition : definitions.values()) {
            String source =
                    new ViewSource(definition, definitions, apiVersions.getOrDefault(definition.name(), "")).write();
            write(
                    sources.resolve(ViewSource.viewClass(definition).replace('.', '/') + ".java"),
                    source.getBytes(StandardCharsets.UTF_8));
        }
        write(
                sources.resolve("dev/jukung/model/Resources.java"),
                ResourcesSource.write(List.copyOf(kinds.keySet()), resource -> kinds.get(resource))
                        .getBytes(StandardCharsets.UTF_8));

        SchemaDocuments schemas = new SchemaDocuments(standsFor(kinds, definitions));
        ObjectValue structure = GoForms.apply(schemas.structure(definitions.values()), Path.of(arguments[2]));
        write(documents.resolve("schemas.json"), Json.bytes(Overlay.apply(structure)));
        write(
                documents.resolve("documentation.json"),
                Json.bytes(new Documentation(protobuf, Comments.load()).of(definitions.values())));
    }

    private static Map<Resource, Definition> kindsOf(List<Resource> resources, Map<String, Definition> definitions) {
        Map<Resource, Definition> kinds = new HashMap<>();
        for (Resource resource : resources) {
            String body = resource.body().getSimpleName();
            Definition definition = definitions.values().stream()
                    .filter(candidate -> candidate.name().startsWith(resource.goPackage())
                            && body.endsWith(candidate.simpleName())
                            && body.substring(
                                            0,
                                            body.length()
                                                    - candidate.simpleName().length())
                                    .matches(".*V\\d+[a-z0-9]*"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no definition of " + resource));
            kinds.put(resource, definition);
        }
        return kinds;
    }

    /** Which group, version and kind a definition is written under: the kinds, and the lists of them. */
    private static Map<String, List<ObjectValue>> standsFor(
            Map<Resource, Definition> kinds, Map<String, Definition> definitions) {
        Map<String, List<ObjectValue>> result = new TreeMap<>();
        kinds.forEach((resource, definition) -> {
            for (String name : List.of(definition.name(), definition.name() + "List")) {
                Definition found = definitions.get(name);
                if (found != null) {
                    result.put(
                            name,
                            List.of(ObjectValue.of(
                                    "group",
                                    resource.group(),
                                    "version",
                                    resource.version(),
                                    "kind",
                                    found.simpleName())));
                }
            }
        });
        return result;
    }

    /** Leaves a file alone whose content would not change, so that nothing is compiled again for it. */
    private static void write(Path file, byte[] content) throws IOException {
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
