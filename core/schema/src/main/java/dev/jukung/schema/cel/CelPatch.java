package dev.jukung.schema.cel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of an expression that makes a patch. The fields of {@code Object} types are not known when an expression is
 * checked, so the names of the types are compared with their places afterwards.
 *
 * @param mismatch which objects have a type that is not that of their place; in Kubernetes' words
 */
public record CelPatch(CelResult result, Optional<String> mismatch) {
    static final String OBJECT = "Object";
    static final String OPERATION = "JSONPatch";

    static CelPatch of(Object value) {
        List<String> problems = new ArrayList<>();
        if (value instanceof CelList operations) {
            for (int i = 0; i < operations.size(); i++) {
                if (operations.get(i) instanceof JavaMap operation
                        && operation.find("value") instanceof JavaMap given
                        && isObject(given)) {
                    check(given, given.typeName(), problems);
                }
            }
        } else {
            check(value, OBJECT, problems);
        }
        return new CelPatch(
                new CelResult.Value(CelValues.toTree(value)),
                problems.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", problems)));
    }

    private static boolean isObject(JavaMap map) {
        return map.typeName().equals(OBJECT) || map.typeName().startsWith(OBJECT + ".");
    }

    private static void check(Object value, String place, List<String> problems) {
        switch (value) {
            case JavaMap map -> {
                if (isObject(map) && !map.typeName().equals(place)) {
                    problems.add("unexpected type name \"" + map.typeName() + "\", expected \"" + place
                            + "\", which matches field name path from root Object type");
                }
                for (Object key : map.keys()) {
                    Object member = map.find(key);
                    if (member != null) {
                        check(member, isObject(map) ? place + "." + key : place, problems);
                    }
                }
            }
            case CelList list -> {
                for (int i = 0; i < list.size(); i++) {
                    check(list.get(i), place, problems);
                }
            }
            default -> {}
        }
    }
}
