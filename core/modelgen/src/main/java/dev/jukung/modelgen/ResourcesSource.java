package dev.jukung.modelgen;

import dev.jukung.modelgen.PublishedResources.Resource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** The source of {@code Resources}: one constant per built-in resource. */
final class ResourcesSource {
    private ResourcesSource() {}

    static String write(List<Resource> resources, Function<Resource, Definition> definition) {
        StringBuilder out = new StringBuilder();
        out.append("package ").append(ViewSource.MODEL).append(";\n\n");
        out.append(
                "/** The built-in resources of Kubernetes v1.36. Where several versions or groups serve a name, the plain constant is the preferred one. */\n");
        out.append("@javax.annotation.processing.Generated(\"dev.jukung.modelgen\")\n");
        out.append("public final class Resources {\n    private Resources() {}\n");
        Set<String> used = new HashSet<>();
        List<String> all = new ArrayList<>();
        for (Resource resource : sorted(resources)) {
            String constant = constant(resource, used);
            all.add(constant);
            String view = ViewSource.viewClass(definition.apply(resource));
            out.append("    public static final ResourceType<")
                    .append(view)
                    .append("> ")
                    .append(constant)
                    .append(" = new ResourceType<>(\"")
                    .append(resource.group())
                    .append("\", \"")
                    .append(resource.version())
                    .append("\", \"")
                    .append(definition.apply(resource).simpleName())
                    .append("\", \"")
                    .append(resource.plural())
                    .append("\", ")
                    .append(resource.namespaced())
                    .append(", ")
                    .append(view)
                    .append("::new);\n");
        }
        out.append(
                "\n    /** All of them, preferred versions first. */\n    public static java.util.List<ResourceType<?>> all() {\n        return java.util.List.of(\n            ");
        out.append(String.join(",\n            ", all)).append(");\n    }\n}\n");
        return out.toString();
    }

    private static List<Resource> sorted(List<Resource> resources) {
        return resources.stream()
                .sorted(Comparator.comparingInt((Resource resource) -> stability(resource.version()))
                        .thenComparing(Resource::group)
                        .thenComparing(Resource::version, Comparator.reverseOrder())
                        .thenComparing(Resource::plural))
                .toList();
    }

    private static int stability(String version) {
        return version.contains("alpha") ? 2 : version.contains("beta") ? 1 : 0;
    }

    private static String constant(Resource resource, Set<String> used) {
        String plain = resource.plural().toUpperCase(Locale.ROOT);
        String version = plain + "_" + resource.version().toUpperCase(Locale.ROOT);
        String full = version + "_" + resource.group().replace('.', '_').toUpperCase(Locale.ROOT);
        for (String candidate : List.of(plain, version, full)) {
            if (used.add(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("no constant name left for " + resource);
    }
}
