package dev.jukung.schema;

import java.util.ArrayList;
import java.util.List;

/** The struct and fields that Go's decoder is in, which its messages name. Confined to one thread. */
final class GoContext {
    private final List<Schema> structs = new ArrayList<>();
    private final List<String> fields = new ArrayList<>();

    void enter(Schema struct, String field) {
        if (struct.goTyped()) {
            structs.add(struct);
            fields.add(field);
        }
    }

    void leave(Schema struct) {
        if (struct.goTyped()) {
            structs.removeLast();
            fields.removeLast();
        }
    }

    /** {@code json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32}. */
    String mismatch(String given, String wanted) {
        String target = fields.isEmpty()
                ? "Go value"
                : "Go struct field " + GoTypes.structName(structs.getLast()) + "." + String.join(".", fields);
        return "json: cannot unmarshal " + given + " into " + target + " of type " + wanted;
    }
}
