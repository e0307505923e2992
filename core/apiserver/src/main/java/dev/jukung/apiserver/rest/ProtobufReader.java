package dev.jukung.apiserver.rest;

import dev.jukung.model.Schemas;
import dev.jukung.model.Views;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.NumberValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads Kubernetes' protobuf form of built-in kinds ({@code application/vnd.kubernetes.protobuf}: an envelope with the type,
 * then the message) into trees. What Go writes for an unset field that is no pointer counts as absent, as it does in its
 * JSON form. Thread-safe.
 */
final class ProtobufReader {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private static final String ENVELOPE = "io.k8s.apimachinery.pkg.runtime.Unknown";
    /** Structs, not pointers: empty means unset. */
    private static final Set<String> PLAIN_STRUCTS = Set.of(
            "metadata",
            "spec",
            "status",
            "resources",
            "strategy",
            "updateStrategy",
            "template",
            "source",
            "jobTemplate",
            "scale");
    /** Pointers to numbers whose zero says something. */
    private static final Set<String> ZERO_COUNTS = Set.of(
            "replicas",
            "revisionHistoryLimit",
            "terminationGracePeriodSeconds",
            "gracePeriodSeconds",
            "runAsUser",
            "runAsGroup",
            "fsGroup",
            "backoffLimit",
            "parallelism",
            "completions",
            "ttlSecondsAfterFinished",
            "partition",
            "minReplicas",
            "tolerationSeconds",
            "priority",
            "successfulJobsHistoryLimit",
            "failedJobsHistoryLimit",
            "defaultMode",
            "mode");
    /** Pointers to booleans whose false says something. */
    private static final Set<String> FALSE_COUNTS = Set.of(
            "automountServiceAccountToken",
            "enableServiceLinks",
            "optional",
            "readOnlyRootFilesystem",
            "allowPrivilegeEscalation",
            "privileged",
            "runAsNonRoot",
            "controller",
            "blockOwnerDeletion",
            "allocateLoadBalancerNodePorts",
            "ready",
            "serving",
            "terminating",
            "setHostnameAsFQDN",
            "hostUsers",
            "orphanDependents",
            "attachRequired",
            "allowVolumeExpansion");

    private static final class Holder {
        private static final ProtobufReader SHARED = new ProtobufReader(Schemas.protobuf());
    }

    private record Field(String name, ObjectValue form) {}

    private final ObjectValue table;
    private final Map<String, Map<Integer, Field>> messages = new ConcurrentHashMap<>();

    private ProtobufReader(ObjectValue table) {
        this.table = table;
    }

    /** Reads its table when it is first needed: most clients speak JSON. */
    static ProtobufReader shared() {
        return Holder.SHARED;
    }

    /** Throws {@link ParseException} for what is no object of a known kind. */
    ObjectValue read(byte[] bytes) {
        if (bytes.length < MAGIC.length || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ParseException(
                    "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }
        ObjectValue envelope = message(ENVELOPE, new Wire(bytes, MAGIC.length, bytes.length));
        ObjectValue type = envelope.object("typeMeta");
        String apiVersion = type.text("apiVersion", "");
        String kind = type.text("kind", "");
        byte[] raw = Base64.getDecoder().decode(envelope.text("raw", ""));
        ObjectValue object = message(definition(apiVersion, kind), new Wire(raw, 0, raw.length));
        return ObjectValue.of("kind", kind, "apiVersion", apiVersion).withAll(object);
    }

    private String definition(String apiVersion, String kind) {
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "core" : apiVersion.substring(0, slash).split("\\.")[0];
        String suffix = "." + group + "." + apiVersion.substring(slash + 1) + "." + kind;
        for (int i = 0; i < table.size(); i++) {
            if (table.keyAt(i).endsWith(suffix)) {
                return table.keyAt(i);
            }
        }
        if (table.has(META + kind)) {
            return META + kind; // options are sent under the group of what they are for
        }
        throw new ParseException("no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\"");
    }

    private Map<Integer, Field> fields(String definition) {
        return messages.computeIfAbsent(definition, name -> {
            Map<Integer, Field> fields = new HashMap<>();
            table.object(name)
                    .forEach((field, form) -> fields.put(
                            (int) ((ObjectValue) form).integer("number", 0), new Field(field, (ObjectValue) form)));
            return fields;
        });
    }

    private ObjectValue message(String definition, Wire wire) {
        Map<Integer, Field> fields = fields(definition);
        Map<String, List<Object>> lists = new HashMap<>();
        ObjectValue result = ObjectValue.EMPTY;
        while (wire.more()) {
            int tag = (int) wire.varint();
            Field field = fields.get(tag >>> 3);
            if (field == null) {
                wire.skip(tag & 7);
                continue;
            }
            ObjectValue form = field.form();
            if (form.has("map")) {
                result = withEntry(result, field.name(), form.object("map"), wire.part());
                continue;
            }
            @Nullable Object value = value(form, tag & 7, wire);
            if (form.flag("repeated", false)) {
                lists.computeIfAbsent(field.name(), _ -> new ArrayList<>()).add(value == null ? "" : value);
            } else if (form.flag("inline", false)) {
                result = value instanceof ObjectValue inner ? result.withAll(inner) : result;
            } else if (value != null && counts(field.name(), value)) {
                result = result.with(field.name(), value);
            }
        }
        for (Map.Entry<String, List<Object>> list : lists.entrySet()) {
            result = result.with(list.getKey(), ListValue.copyOf(list.getValue()));
        }
        return result;
    }

    private static boolean counts(String name, Object value) {
        return switch (value) {
            case String text -> !text.isEmpty();
            case Long number -> number != 0 || ZERO_COUNTS.contains(name);
            case Boolean flag -> flag || FALSE_COUNTS.contains(name);
            case ObjectValue object -> !object.isEmpty() || !PLAIN_STRUCTS.contains(name);
            default -> true;
        };
    }

    private ObjectValue withEntry(ObjectValue owner, String name, ObjectValue form, Wire entry) {
        String key = "";
        Object value = "";
        while (entry.more()) {
            int tag = (int) entry.varint();
            switch (tag >>> 3) {
                case 1 -> key = entry.text();
                case 2 -> {
                    Object read = value(form, tag & 7, entry);
                    value = read == null ? "" : read;
                }
                default -> entry.skip(tag & 7);
            }
        }
        return owner.with(name, owner.object(name).with(key, value));
    }

    private @Nullable Object value(ObjectValue form, int wireType, Wire wire) {
        return switch (form.text("type", "")) {
            case "string" -> wire.text();
            case "bytes" -> Base64.getEncoder().encodeToString(wire.bytes());
            case "bool" -> wire.varint() != 0;
            case "int32" -> (long) (int) wire.varint();
            case "int64" -> wire.varint();
            case "double" -> NumberValue.of(wire.fixed64());
            case "message" -> nested(form.text("message", ""), wire.part());
            default -> {
                wire.skip(wireType);
                yield null;
            }
        };
    }

    private @Nullable Object nested(String definition, Wire part) {
        return switch (definition.substring(definition.lastIndexOf('.') + 1)) {
            case "Time" -> time(definition, part).map(Views::fromTime).orElse(null);
            case "MicroTime" -> time(definition, part).map(Views::fromMicroTime).orElse(null);
            case "Quantity" -> message(definition, part).text("string", "0");
            case "IntOrString" -> {
                ObjectValue either = message(definition, part);
                yield either.integer("type", 0) == 0 ? (Object) either.integer("intVal", 0) : either.text("strVal", "");
            }
            case "FieldsV1", "RawExtension", "JSON" -> {
                ObjectValue raw = message(definition, part);
                String encoded = raw.text("Raw", raw.text("raw", ""));
                yield encoded.isEmpty() ? null : Json.parse(Base64.getDecoder().decode(encoded));
            }
            case "Verbs", "ExtraValue" -> message(definition, part).list("items");
            default -> message(definition, part);
        };
    }

    private Optional<Instant> time(String definition, Wire part) {
        ObjectValue value = message(definition, part);
        return value.isEmpty()
                ? Optional.empty() // Go's zero time
                : Optional.of(Instant.ofEpochSecond(value.integer("seconds", 0), value.integer("nanos", 0)));
    }

    /** The protobuf wire format, read from a part of an array. Confined to one thread. */
    private static final class Wire {
        private final byte[] bytes;
        private final int end;
        private int at;

        Wire(byte[] bytes, int at, int end) {
            this.bytes = bytes;
            this.at = at;
            this.end = end;
        }

        boolean more() {
            return at < end;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (at >= end) {
                    throw new ParseException("unexpected EOF");
                }
                byte next = bytes[at++];
                value |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new ParseException("proto: integer overflow");
        }

        private int take(long length) {
            if (length < 0 || length > end - at) {
                throw new ParseException("unexpected EOF");
            }
            int start = at;
            at += (int) length;
            return start;
        }

        Wire part() {
            int start = take(varint());
            return new Wire(bytes, start, at);
        }

        String text() {
            int start = take(varint());
            return new String(bytes, start, at - start, StandardCharsets.UTF_8);
        }

        byte[] bytes() {
            int start = take(varint());
            return Arrays.copyOfRange(bytes, start, at);
        }

        double fixed64() {
            int start = take(8);
            return java.nio.ByteBuffer.wrap(bytes, start, 8)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .getDouble();
        }

        void skip(int wireType) {
            switch (wireType) {
                case 0 -> varint();
                case 1 -> take(8);
                case 2 -> take(varint());
                case 5 -> take(4);
                default -> throw new ParseException("proto: illegal wireType " + wireType);
            }
        }
    }
}
