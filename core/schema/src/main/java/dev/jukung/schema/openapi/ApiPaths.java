package dev.jukung.schema.openapi;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The paths of resources and what can be done there, with the names Kubernetes gives to the operations. */
final class ApiPaths {
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String STATUS = META + "Status";
    private static final String DELETE_OPTIONS = META + "DeleteOptions";
    private static final String PATCH = META + "Patch";
    private static final String WATCH_EVENT = META + "WatchEvent";

    private final ApiResource resource;
    private final MediaTypes types;
    private final QueryParameters query;
    private final String idInfix;
    private final String tag;
    private final List<ApiPath> paths = new ArrayList<>();

    private ApiPaths(ApiResource resource, QueryParameters query) {
        this.resource = resource;
        this.query = query;
        this.types = MediaTypes.of(resource.custom());
        this.idInfix = groupName(resource.group(), true) + identifier(resource.version(), true);
        this.tag = groupName(resource.group(), false) + "_" + identifier(resource.version(), false);
    }

    /** A group in names of operations and tags. */
    static String groupName(String group, boolean capital) {
        return identifier(group.isEmpty() ? "core" : group.replaceFirst("\\.k8s\\.io$", ""), capital);
    }

    /** A name without dots and dashes, in camel case. */
    private static String identifier(String text, boolean capital) {
        StringBuilder name = new StringBuilder();
        boolean upper = capital;
        for (char c : text.toCharArray()) {
            boolean first = name.isEmpty();
            if (Character.isLetter(c) || c == '_' || (!first && Character.isDigit(c))) {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            } else {
                upper = true;
            }
        }
        return name.toString();
    }

    /** All paths of these resources, by path. */
    static Collection<ApiPath> of(Collection<ApiResource> resources, DefinitionSource source) {
        QueryParameters query = new QueryParameters(source);
        Map<String, ApiPath> byPath = new TreeMap<>();
        for (ApiResource resource : resources) {
            ApiPaths paths = new ApiPaths(resource, query);
            byPath.computeIfAbsent(resource.root() + "/", paths::resourceList);
            paths.collect();
            paths.paths.forEach(path -> byPath.put(path.path(), path));
        }
        return byPath.values();
    }

    private ApiPath resourceList(String path) {
        Operation get = new Operation(
                "get",
                "get" + idInfix + "APIResources",
                tag,
                "",
                "get available resources",
                ObjectValue.EMPTY,
                List.of(),
                "",
                types.objects(),
                Map.of(200, META + "APIResourceList"),
                types.objects());
        return new ApiPath(path, List.of(), List.of(get));
    }

    private void collect() {
        String scope = resource.namespaced() ? "/namespaces/{namespace}" : "";
        String collection = resource.root() + scope + "/" + resource.plural();
        List<Parameter> here =
                resource.namespaced() ? List.of(Parameter.NAMESPACE, Parameter.PRETTY) : List.of(Parameter.PRETTY);
        add(collection, here, collectionOperations());
        String object = collection + "/{name}";
        List<Parameter> named = new ArrayList<>(List.of(Parameter.nameOf(resource.kind())));
        named.addAll(here);
        add(object, named, objectOperations());
        if (resource.namespaced() && resource.can("list")) {
            add(resource.root() + "/" + resource.plural(), List.of(Parameter.PRETTY), List.of(listEverywhere()));
        }
        if (resource.can("watch") && !resource.custom()) {
            watches(scope, here, named);
        }
        resource.subresources().forEach(sub -> subresource(object, sub));
    }

    private void add(String path, List<Parameter> parameters, List<Operation> operations) {
        if (!operations.isEmpty()) {
            paths.add(ApiPath.of(path, parameters, operations));
        }
    }

    private String subject() {
        return (resource.namespaced() ? "Namespaced" : "") + resource.kind();
    }

    private List<Operation> collectionOperations() {
        List<Operation> operations = new ArrayList<>();
        if (resource.can("list")) {
            operations.add(operation("get", "list", "list", subject(), listText())
                    .answering(Map.of(200, resource.listDefinition()), types.streams()));
        }
        if (resource.can("create")) {
            operations.add(operation("post", "create", "post", subject(), "create " + article(resource.kind()))
                    .taking(resource.definition(), types.bodies())
                    .answering(answers(resource.definition(), 200, 201, 202), types.objects()));
        }
        if (resource.can("deletecollection")) {
            operations.add(operation(
                            "delete",
                            "delete",
                            "deletecollection",
                            "Collection" + subject(),
                            "delete collection of " + resource.kind())
                    .taking(DELETE_OPTIONS, types.bodies())
                    .answering(Map.of(200, STATUS), types.objects()));
        }
        return operations;
    }

    private String listText() {
        return (resource.can("watch") ? "list or watch" : "list") + " objects of kind " + resource.kind();
    }

    private Operation listEverywhere() {
        return operation("get", "list", "list", resource.kind() + "ForAllNamespaces", listText())
                .answering(Map.of(200, resource.listDefinition()), types.streams());
    }

    private List<Operation> objectOperations() {
        List<Operation> operations = new ArrayList<>();
        if (resource.can("get")) {
            operations.add(operation("get", "read", "get", subject(), "read the specified " + resource.kind())
                    .answering(Map.of(200, resource.definition()), types.objects()));
        }
        if (resource.can("update")) {
            operations.add(operation("put", "replace", "put", subject(), "replace the specified " + resource.kind())
                    .taking(resource.definition(), types.bodies())
                    .answering(answers(resource.definition(), 200, 201), types.objects()));
        }
        if (resource.can("delete")) {
            String answer = resource.deleteReturnsObject() ? resource.definition() : STATUS;
            operations.add(operation("delete", "delete", "delete", subject(), "delete " + article(resource.kind()))
                    .taking(DELETE_OPTIONS, types.bodies())
                    .answering(answers(answer, 200, 202), types.objects()));
        }
        if (resource.can("patch")) {
            operations.add(
                    operation("patch", "patch", "patch", subject(), "partially update the specified " + resource.kind())
                            .taking(PATCH, types.patches())
                            .answering(answers(resource.definition(), 200, 201), types.objects()));
        }
        return operations;
    }

    private void watches(String scope, List<Parameter> here, List<Parameter> named) {
        String deprecated = ". deprecated: use the 'watch' parameter with a list operation instead";
        String collection = resource.root() + "/watch" + scope + "/" + resource.plural();
        String many = "watch individual changes to a list of " + resource.kind() + deprecated + ".";
        add(collection, here, List.of(watch("watchlist", subject() + "List", many)));
        String one = "watch changes to an object of kind " + resource.kind() + deprecated
                + ", filtered to a single item with the 'fieldSelector' parameter.";
        add(collection + "/{name}", named, List.of(watch("watch", subject(), one)));
        if (resource.namespaced()) {
            add(
                    resource.root() + "/watch/" + resource.plural(),
                    List.of(Parameter.PRETTY),
                    List.of(watch("watchlist", resource.kind() + "ListForAllNamespaces", many)));
        }
    }

    private Operation watch(String action, String subject, String description) {
        return operation("get", "watch", action, subject, description)
                .answering(Map.of(200, WATCH_EVENT), types.streams());
    }

    private void subresource(String object, ApiResource.Subresource sub) {
        List<Operation> operations = new ArrayList<>();
        String subject = subject() + identifier(sub.name(), true);
        String of = sub.name() + " of the specified " + resource.kind();
        if (sub.verbs().contains("get")) {
            List<String> answers = sub.definition().isEmpty() ? types.texts() : types.objects();
            Operation read = operation(sub, "get", "read", "get", subject, "read " + of)
                    .answering(Map.of(200, sub.definition()), answers);
            operations.add(sub.name().equals("log") ? read.with(query.ofConnection("PodLogOptions")) : read);
        }
        if (sub.verbs().contains("update")) {
            operations.add(operation(sub, "put", "replace", "put", subject, "replace " + of)
                    .taking(sub.definition(), types.bodies())
                    .answering(answers(sub.definition(), 200, 201), types.objects()));
        }
        if (sub.verbs().contains("create")) {
            String text = "create " + sub.name() + " of " + article(resource.kind());
            operations.add(operation(sub, "post", "create", "post", subject, text)
                    .taking(sub.definition(), types.bodies())
                    .answering(answers(sub.definition(), 200, 201, 202), types.objects()));
        }
        if (sub.verbs().contains("patch")) {
            operations.add(operation(sub, "patch", "patch", "patch", subject, "partially update " + of)
                    .taking(PATCH, types.patches())
                    .answering(answers(sub.definition(), 200, 201), types.objects()));
        }
        List<Parameter> here = new ArrayList<>(List.of(Parameter.nameOf(sub.kind())));
        if (resource.namespaced()) {
            here.add(Parameter.NAMESPACE);
        }
        if (sub.connect().isEmpty()) {
            here.add(Parameter.PRETTY);
        }
        String path = object + "/" + sub.name();
        operations.addAll(connections(sub, subject));
        add(path, here, operations);
        if (sub.withPath()) {
            here.add(Parameter.PATH);
            add(path + "/{path}", here, connections(sub, subject + "WithPath"));
        }
    }

    private List<Operation> connections(ApiResource.Subresource sub, String subject) {
        return sub.connect().stream()
                .map(method -> {
                    String name = method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
                    String text = "connect " + method + " requests to " + sub.name() + " of " + resource.kind();
                    return operation(sub, method.toLowerCase(Locale.ROOT), "connect", "connect", name + subject, text)
                            .with(query.ofConnection(sub.kind()))
                            .answering(Map.of(200, ""), List.of("*/*"));
                })
                .toList();
    }

    private Operation operation(String method, String verb, String action, String subject, String description) {
        return operation(
                method,
                verb + idInfix + subject,
                action,
                description,
                resource.group(),
                resource.version(),
                resource.kind());
    }

    private Operation operation(
            ApiResource.Subresource sub,
            String method,
            String verb,
            String action,
            String subject,
            String description) {
        return operation(method, verb + idInfix + subject, action, description, sub.group(), sub.version(), sub.kind());
    }

    private Operation operation(
            String method, String id, String action, String description, String group, String version, String kind) {
        ObjectValue groupVersionKind = ObjectValue.of("group", group, "kind", kind, "version", version);
        return new Operation(
                method,
                id,
                tag,
                action,
                description,
                groupVersionKind,
                query.of(action),
                "",
                List.of("*/*"),
                Map.of(),
                List.of());
    }

    private static Map<Integer, String> answers(String definition, int... statuses) {
        Map<Integer, String> answers = new TreeMap<>();
        for (int status : statuses) {
            answers.put(status, definition);
        }
        return answers;
    }

    /** The noun with its article; plurals, as Endpoints, have none. */
    private static String article(String noun) {
        if (noun.endsWith("s") && !noun.endsWith("ss")) {
            return noun;
        }
        return ("AEIOU".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
    }
}
