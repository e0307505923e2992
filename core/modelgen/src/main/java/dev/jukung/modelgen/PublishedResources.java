package dev.jukung.modelgen;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The resources that the published API classes can create, or at least read: their paths stand as constants in the methods that
 * create or list, their kinds are the types of what is sent or read.
 */
final class PublishedResources {
    /** @param body the model class of the objects */
    record Resource(String group, String version, String plural, boolean namespaced, Class<?> body, String goPackage) {}

    private static final Pattern PATH = Pattern.compile(
            "/(?:api|apis/(?<group>[^/]+))/(?<version>v[^/]+)(?<ns>/namespaces/\\{namespace})?/(?<plural>[a-z]+)");
    /** Groups whose Go package is not the first part of the group's name. */
    private static final Map<String, String> PACKAGES = Map.of(
            "rbac.authorization.k8s.io", "rbac",
            "flowcontrol.apiserver.k8s.io", "flowcontrol",
            "internal.apiserver.k8s.io", "apiserverinternal");

    private PublishedResources() {}

    /** What it is a path of, which may be the same for several methods. */
    private record Place(String group, String version, String plural) {
        static Place of(Resource resource) {
            return new Place(resource.group(), resource.version(), resource.plural());
        }
    }

    static List<Resource> load() throws IOException, ReflectiveOperationException {
        List<Resource> resources = new ArrayList<>();
        for (String name : ProtobufTypes.classes(
                io.kubernetes.client.openapi.models.V1Pod.class, "io/kubernetes/client/openapi/apis/")) {
            Class<?> api = Class.forName(name);
            Map<String, String> paths = constantPaths(api);
            for (Method method : api.getMethods()) {
                String operation = method.getName();
                if (operation.startsWith("create") && method.getParameterCount() > 0) {
                    Optional.ofNullable(paths.get(operation + "Call"))
                            .flatMap(path -> resource(path, method.getParameterTypes()[method.getParameterCount() - 1]))
                            .ifPresent(resources::add);
                }
            }
            resources.addAll(onlyRead(api, paths, resources));
        }
        return resources;
    }

    /** Those that clients may list and read and nothing else. */
    private static List<Resource> onlyRead(Class<?> api, Map<String, String> paths, List<Resource> created)
            throws NoSuchMethodException {
        Set<Place> known = created.stream().map(Place::of).collect(Collectors.toCollection(HashSet::new));
        List<Resource> resources = new ArrayList<>();
        for (Method method : api.getMethods()) {
            String operation = method.getName();
            if (!operation.startsWith("read")) {
                continue;
            }
            Optional<String> path =
                    Optional.ofNullable(paths.get("list" + operation.substring("read".length()) + "Call"));
            if (path.isPresent()) {
                Class<?> read = method.getReturnType().getMethod("execute").getReturnType();
                resource(path.get(), read)
                        .filter(resource -> known.add(Place.of(resource)))
                        .ifPresent(resources::add);
            }
        }
        return resources;
    }

    private static Optional<Resource> resource(String path, Class<?> body) {
        Matcher matcher = PATH.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (!body.getName().contains(".models.")) {
            return Optional.empty();
        }
        String group = Optional.ofNullable(matcher.group("group")).orElse("");
        String version = matcher.group("version");
        return Optional.of(new Resource(
                group, version, matcher.group("plural"), matcher.group("ns") != null, body, goPackage(group, version)));
    }

    private static String goPackage(String group, String version) {
        if (group.equals("apiextensions.k8s.io")) {
            return "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions." + version + ".";
        }
        if (group.equals("apiregistration.k8s.io")) {
            return "io.k8s.kube-aggregator.pkg.apis.apiregistration." + version + ".";
        }
        String name = group.isEmpty() ? "core" : PACKAGES.getOrDefault(group, group.split("\\.")[0]);
        return "io.k8s.api." + name + "." + version + ".";
    }

    /** The first path constant in each method of the class. */
    private static Map<String, String> constantPaths(Class<?> api) throws IOException {
        Map<String, String> paths = new HashMap<>();
        try (InputStream in = api.getResourceAsStream(api.getSimpleName() + ".class")) {
            if (in == null) {
                throw new IOException("no class file of " + api.getName());
            }
            ClassModel model = ClassFile.of().parse(in.readAllBytes());
            for (MethodModel method : model.methods()) {
                method.code().ifPresent(code -> code.elementStream()
                        .filter(element -> element instanceof ConstantInstruction constant
                                && constant.constantValue() instanceof String text
                                && text.startsWith("/api"))
                        .findFirst()
                        .ifPresent(
                                element -> paths.putIfAbsent(method.methodName().stringValue(), (String)
                                        ((ConstantInstruction) element).constantValue())));
            }
        }
        return paths;
    }
}
