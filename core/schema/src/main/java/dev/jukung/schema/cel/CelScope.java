package dev.jukung.schema.cel;

import dev.jukung.schema.Schema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables that expressions are evaluated with. Trees are read in place. Confined to one thread.
 */
public final class CelScope {
    private final Map<String, Object> variables = new HashMap<>();

    /** A variable of which no schema is known: its members are looked up as they are. */
    public CelScope set(String name, Object tree) {
        variables.put(name, CelValues.of(tree));
        return this;
    }

    /**
     * A variable of which no schema is known, as Go reads JSON then: all numbers are doubles. Members can be reached by
     * their escaped names too.
     */
    public CelScope setJson(String name, Object tree) {
        variables.put(name, JsonMap.value(tree));
        return this;
    }

    /** A variable of the type that {@link CelEnvironment.Builder#variable(String, Schema, boolean)} has declared. */
    public CelScope set(String name, Object tree, Schema schema, boolean resourceRoot) {
        variables.put(name, CelValues.of(tree, schema, resourceRoot));
        return this;
    }

    /** As {@link #set(String, Object, Schema, boolean)} for a variable that is declared as an optional one. */
    public CelScope setOptional(String name, @Nullable Object tree, Schema schema, boolean resourceRoot) {
        variables.put(name, tree == null ? CelOptional.NONE : CelOptional.of(CelValues.of(tree, schema, resourceRoot)));
        return this;
    }

    /** A variable of the type {@link DeclType#AUTHORIZER}. */
    public CelScope setAuthorizer(String name, CelAuthorizer authorizer) {
        variables.put(name, new AuthorizerFunctions.Root(authorizer));
        return this;
    }

    /** A variable of the type {@link DeclType#RESOURCE_CHECK}. */
    public CelScope setResourceCheck(String name, CelAuthorizer authorizer, CelAuthorizer.Access access) {
        variables.put(name, new AuthorizerFunctions.ResourceCheck(authorizer, access));
        return this;
    }

    /**
     * An object whose fields are expressions: each is evaluated with this scope when it is first asked for, within
     * {@code budget}.
     */
    public CelScope setLazy(String name, Map<String, CelProgram> fields, CelBudget budget) {
        variables.put(name, new LazyFields(fields, budget));
        return this;
    }

    @Nullable
    Object variable(String name) {
        return variables.get(name);
    }

    private final class LazyFields implements CelMap {
        private final Map<String, CelProgram> programs;
        private final CelBudget budget;
        private final Map<String, Object> known = new HashMap<>();

        LazyFields(Map<String, CelProgram> programs, CelBudget budget) {
            this.programs = programs;
            this.budget = budget;
        }

        @Override
        public int size() {
            return programs.size();
        }

        @Override
        public @Nullable Object find(Object key) {
            CelProgram program = key instanceof String name ? programs.get(name) : null;
            if (program == null) {
                return null;
            }
            String name = (String) key;
            Object value = known.get(name);
            if (value == null) {
                value = program.raw(CelScope.this, budget);
                if (value instanceof CelError(String message)) {
                    value = new CelError("composited variable \"" + name + "\" fails to evaluate: " + message);
                }
                known.put(name, value);
            }
            return value;
        }

        @Override
        public List<Object> keys() {
            return List.copyOf(programs.keySet());
        }
    }
}
