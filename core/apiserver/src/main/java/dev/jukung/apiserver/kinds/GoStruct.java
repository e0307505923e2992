package dev.jukung.apiserver.kinds;

import dev.jukung.schema.GoText;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** An object as Go shows one of its structs in an error: every field by its Go name, absent ones as null. Pure functions. */
final class GoStruct {
    private GoStruct() {}

    /** @param fields the JSON names in the order of the struct */
    static GoText.Literal of(ObjectValue value, List<String> fields) {
        StringBuilder shown = new StringBuilder();
        for (String field : fields) {
            Object member = value.get(field);
            shown.append(shown.isEmpty() ? "{" : ",")
                    .append('"')
                    .append(name(field))
                    .append("\":");
            shown.append(member == null ? "null" : GoText.json(renamed(member)));
        }
        return new GoText.Literal(shown.append('}').toString());
    }

    private static Object renamed(Object member) {
        if (!(member instanceof ObjectValue object)) {
            return member;
        }
        ObjectValue result = ObjectValue.EMPTY;
        for (int i = 0; i < object.size(); i++) {
            result = result.with(name(object.keyAt(i)), renamed(object.valueAt(i)));
        }
        return result;
    }

    private static String name(String field) {
        return field.startsWith("seLinux")
                ? "SEL" + field.substring(3)
                : Character.toUpperCase(field.charAt(0)) + field.substring(1);
    }
}
