package dev.jukung.modelgen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.jukung.value.ObjectValue;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The wire form of each message: field name to number, type, and for messages and maps what they refer to. */
final class ProtobufDocument {
    private ProtobufDocument() {}

    /** A message field that the JSON form does not have is one whose own fields stand in its place: {@code inline}. */
    static ObjectValue of(ProtobufTypes types, Map<String, Definition> definitions) {
        ObjectValue.Builder document = ObjectValue.builder();
        types.messages()
                .forEach((name, message) ->
                        document.set(name, fields(message, Optional.ofNullable(definitions.get(name)))));
        return document.build();
    }

    private static ObjectValue fields(Descriptor message, Optional<Definition> definition) {
        ObjectValue.Builder fields = ObjectValue.builder();
        for (FieldDescriptor field : message.getFields()) {
            ObjectValue.Builder entry = ObjectValue.builder().set("number", (long) field.getNumber());
            if (field.isMapField()) {
                entry.set("map", type(field.getMessageType().findFieldByName("value")));
            } else {
                type(field).forEach(entry::set);
                if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                        && definition.isPresent()
                        && !definition.get().has(field.getName())) {
                    entry.set("inline", true);
                }
                if (field.isRepeated()) {
                    entry.set("repeated", true);
                }
            }
            fields.set(field.getName(), entry.build());
        }
        return fields.build();
    }

    private static ObjectValue type(FieldDescriptor field) {
        String type = field.getType().name().toLowerCase(Locale.ROOT);
        return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
                ? ObjectValue.of(
                        "type",
                        type,
                        "message",
                        Names.fromProtobuf(field.getMessageType().getFullName()))
                : ObjectValue.of("type", type);
    }
}
