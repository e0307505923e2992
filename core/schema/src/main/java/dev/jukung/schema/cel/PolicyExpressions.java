package dev.jukung.schema.cel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compiles the expressions of one policy: they see the request, and the variables that are declared before them.
 * Confined to one thread.
 */
public final class PolicyExpressions {
    public static final String OBJECT = "object";
    public static final String OLD_OBJECT = "oldObject";
    public static final String REQUEST = "request";
    public static final String NAMESPACE = "namespaceObject";
    public static final String PARAMS = "params";
    public static final String VARIABLES = "variables";
    public static final String AUTHORIZER = "authorizer";
    public static final String REQUEST_RESOURCE = "authorizer.requestResource";

    private static final DeclType STRINGS = DeclType.list(DeclType.STRING);
    private static final DeclType NAMES =
            DeclType.object("kubernetes.GroupVersionKind", fields("group", "version", "kind"));
    private static final DeclType RESOURCES =
            DeclType.object("kubernetes.GroupVersionResource", fields("group", "version", "resource"));

    private final DeclType object;
    private final Optional<DeclType> params;
    private final boolean composed;
    private final Map<String, DeclType> variables = new LinkedHashMap<>();

    private PolicyExpressions(DeclType object, Optional<DeclType> params, boolean composed) {
        this.object = object;
        this.params = params;
        this.composed = composed;
    }

    /** @param composed whether the policy declares variables, so that there is an object {@code variables} */
    public PolicyExpressions(boolean hasParams, boolean composed) {
        this(DeclType.DYN, hasParams ? Optional.of(DeclType.DYN) : Optional.empty(), composed);
    }

    /**
     * For checking only: it is known what the objects are.
     *
     * @param params the type of the parameters, where there are some
     */
    public static PolicyExpressions typed(DeclType object, Optional<DeclType> params) {
        return new PolicyExpressions(object, params, true);
    }

    /** What is wrong with the expression by the types of what it sees, in cel-go's words; empty where nothing is. */
    public Optional<String> check(String expression) {
        // As in the reference, where the check knows no authorizer.requestResource.
        CelEnvironment environment =
                builder(false).variable(AUTHORIZER, DeclType.AUTHORIZER).build();
        return environment.compile(expression) instanceof CelCompilation.Problem(String text)
                ? Optional.of(text)
                : Optional.empty();
    }

    private static Map<String, DeclType> fields(String... names) {
        Map<String, DeclType> fields = new LinkedHashMap<>();
        for (String name : names) {
            fields.put(name, DeclType.STRING);
        }
        return fields;
    }

    private static DeclType request() {
        Map<String, DeclType> user = fields("username", "uid");
        user.put("groups", STRINGS);
        user.put("extra", DeclType.map(STRINGS));
        Map<String, DeclType> fields = fields("subResource", "requestSubResource", "name", "namespace", "operation");
        fields.put("kind", NAMES);
        fields.put("resource", RESOURCES);
        fields.put("requestKind", NAMES);
        fields.put("requestResource", RESOURCES);
        fields.put("userInfo", DeclType.object("kubernetes.UserInfo", user));
        fields.put("dryRun", DeclType.BOOL);
        fields.put("options", DeclType.DYN);
        return DeclType.object("kubernetes.AdmissionRequest", fields);
    }

    private static DeclType namespace() {
        Map<String, DeclType> metadata = fields(
                "name",
                "generateName",
                "namespace",
                "UID",
                "creationTimestamp",
                "deletionTimestamp",
                "resourceVersion");
        metadata.put("labels", DeclType.map(DeclType.STRING));
        metadata.put("annotations", DeclType.map(DeclType.STRING));
        metadata.put("deletionGracePeriodSeconds", DeclType.INT);
        metadata.put("generation", DeclType.INT);
        metadata.put("finalizers", STRINGS);
        Map<String, DeclType> status = fields("phase");
        status.put(
                "conditions",
                DeclType.list(DeclType.object(
                        "kubernetes.NamespaceCondition",
                        fields("status", "type", "lastTransitionTime", "message", "reason"))));
        Map<String, DeclType> fields = new LinkedHashMap<>();
        fields.put("metadata", DeclType.object("kubernetes.NamespaceMetadata", metadata));
        fields.put("spec", DeclType.object("kubernetes.NamespaceSpec", Map.of("finalizers", STRINGS)));
        fields.put("status", DeclType.object("kubernetes.NamespaceStatus", status));
        return DeclType.object("kubernetes.Namespace", fields);
    }

    private CelEnvironment environment(boolean authorizer) {
        return builder(authorizer).build();
    }

    private CelEnvironment.Builder builder(boolean authorizer) {
        CelEnvironment.Builder builder = CelEnvironment.builder()
                .variable(OBJECT, object)
                .variable(OLD_OBJECT, object)
                .variable(REQUEST, request())
                .variable(NAMESPACE, namespace());
        params.ifPresent(type -> builder.variable(PARAMS, type));
        if (composed) {
            builder.variable(VARIABLES, DeclType.object("kubernetes.variables", variables));
        }
        if (authorizer) {
            builder.variable(AUTHORIZER, DeclType.AUTHORIZER).variable(REQUEST_RESOURCE, DeclType.RESOURCE_CHECK);
        }
        return builder;
    }

    /** Compiles an expression that makes a patch, such as {@code Object} or {@code list(JSONPatch)}. */
    public CelCompilation compilePatch(String expression, String type) {
        return builder(true).patches().build().compile(expression, type);
    }

    /** Compiles an expression whose value must have one of these types; with no types, anything will do. */
    public CelCompilation compile(String expression, boolean authorizer, String... types) {
        CelEnvironment environment = environment(authorizer);
        if (types.length > 0) {
            return environment.compile(expression, types);
        }
        CelCompilation compiled = environment.compile(expression);
        return compiled instanceof CelCompilation.Problem(String text)
                ? new CelCompilation.Problem("compilation failed: " + text)
                : compiled;
    }

    /** Compiles a variable and declares it for the expressions after it. */
    public CelCompilation declare(String name, String expression) {
        CelCompilation compilation = compile(expression, true);
        String type = compilation instanceof CelProgram program ? program.resultType() : "dyn";
        variables.put(
                name,
                switch (type) {
                    case "bool" -> DeclType.BOOL;
                    case "int" -> DeclType.INT;
                    case "double" -> DeclType.DOUBLE;
                    case "string" -> DeclType.STRING;
                    default -> DeclType.DYN;
                });
        return compilation;
    }
}
