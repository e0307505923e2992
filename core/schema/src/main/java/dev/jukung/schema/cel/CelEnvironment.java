package dev.jukung.schema.cel;

import dev.jukung.schema.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What expressions may use: variables with their types, and all functions of Kubernetes v1.36. Making one is cheap; the
 * compiler behind it is made, and its classes are loaded, with the first expression. Thread-safe.
 *
 * <pre>{@code
 * CelEnvironment environment = CelEnvironment.builder().variable("object", DeclType.DYN).build();
 * switch (environment.compile("object.spec.replicas < 5", "bool")) {
 *     case CelProgram program -> program.evaluate(Map.of("object", tree), CelBudget.perObject());
 *     case CelCompilation.Problem(String text) -> …
 * }
 * }</pre>
 */
public final class CelEnvironment {
    private final Supplier<Compiler> compiler;
    private final Object lock = new Object();
    private Optional<Compiler> made = Optional.empty(); // guarded by lock

    private CelEnvironment(Builder builder) {
        Map<String, DeclType> variables = Map.copyOf(builder.variables);
        List<DeclType> types = List.copyOf(builder.types);
        boolean patches = builder.patches;
        this.compiler = () -> new Compiler(variables, types, patches);
    }

    public static Builder builder() {
        return new Builder();
    }

    private Compiler compiler() {
        synchronized (lock) {
            Compiler known = made.orElseGet(compiler);
            made = Optional.of(known);
            return known;
        }
    }

    /** Compiles an expression of any type. */
    public CelCompilation compile(String expression) {
        return compiler().compile(expression);
    }

    /**
     * Compiles an expression whose value must have one of these types ({@code bool}, {@code string}, …). The text of the
     * problem is the one that Kubernetes shows: {@code compilation failed: ERROR: …} or
     * {@code must evaluate to bool but got int}. What is known only when it is evaluated is {@code dyn}.
     */
    public CelCompilation compile(String expression, String... types) {
        return switch (compile(expression)) {
            case CelCompilation.Problem(String text) -> new CelCompilation.Problem("compilation failed: " + text);
            case CelProgram program ->
                List.of(types).contains(program.resultType())
                        ? program
                        : new CelCompilation.Problem("must evaluate to "
                                + (types.length == 1 ? types[0] : "one of [" + String.join(" ", types) + "]")
                                + " but got " + program.resultType());
        };
    }

    /** Collects what an environment has. Confined to one thread. */
    public static final class Builder {
        private final Map<String, DeclType> variables = new LinkedHashMap<>();
        private final List<DeclType> types = new ArrayList<>();
        private boolean patches;

        private Builder() {}

        public Builder variable(String name, DeclType type) {
            variables.put(name, type);
            return this;
        }

        /**
         * A variable whose type a schema tells; nothing is declared when expressions cannot see its values (no type, or
         * a list of such).
         *
         * @param resourceRoot whether it is a whole object, of which the metadata can be seen
         */
        public Builder variable(String name, Schema schema, boolean resourceRoot) {
            SchemaTypes.of(schema, resourceRoot).ifPresent(type -> variables.put(name, type.named("selfType")));
            return this;
        }

        /** An object type that expressions may make values of: {@code Object{spec: Object.spec{…}}}. */
        public Builder type(DeclType type) {
            types.add(type);
            return this;
        }

        /**
         * With what the patches of mutating policies need: {@code jsonpatch.escapeKey}, the type {@code JSONPatch}, and
         * {@code Object}, {@code Object.spec} and so on with any fields.
         */
        public Builder patches() {
            patches = true;
            return this;
        }

        public CelEnvironment build() {
            return new CelEnvironment(this);
        }
    }
}
