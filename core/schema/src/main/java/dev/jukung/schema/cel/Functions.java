package dev.jukung.schema.cel;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions by their names; which of a name's overloads is meant, the values decide. */
final class Functions {
    /** The value, or a {@link CelError}; of a member function the target is the first argument. */
    @FunctionalInterface
    interface Function {
        Object call(Object... arguments);
    }

    private static final Map<String, Function> ALL = all();

    private Functions() {}

    private static Map<String, Function> all() {
        Map<String, Function> all = new HashMap<>();
        Operators.addTo(all);
        TextFunctions.addTo(all);
        ListFunctions.addTo(all);
        TimeFunctions.addTo(all);
        NetworkFunctions.addTo(all);
        UrlFunctions.addTo(all);
        QuantityFunctions.addTo(all);
        SemverFunctions.addTo(all);
        NamedFormat.addTo(all);
        AuthorizerFunctions.addTo(all);
        return Map.copyOf(all);
    }

    static Function named(String name) {
        Function function = ALL.get(name);
        if (function == null) {
            throw new IllegalStateException("declared, but there is no function " + name);
        }
        return function;
    }

    /** Two functions under one name: the second where the first has no such overload. */
    static Function either(@Nullable Function first, Function second) {
        return first == null
                ? second
                : arguments -> {
                    Object result = first.call(arguments);
                    return isNoOverload(result) ? second.call(arguments) : result;
                };
    }

    private static boolean isNoOverload(Object result) {
        return result instanceof CelError(String message) && message.startsWith("no such overload");
    }
}
