package dev.jukung.schema.apply;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * {@code metadata.managedFields}: from its written form and back. An entry without fields is not written, the entries are
 * ordered by operation, time and manager, and of updaters no more than {@link #MAX_UPDATERS} are kept apart.
 */
final class ManagedFields {
    static final int MAX_UPDATERS = 10;
    private static final String OLDEST = "ancient-changes";
    private static final String METADATA = "metadata";
    private static final String FIELD = "managedFields";

    private ManagedFields() {}

    static ListValue of(ObjectValue object) {
        return object.object(METADATA).list(FIELD);
    }

    static ObjectValue without(ObjectValue object) {
        ObjectValue metadata = object.object(METADATA);
        return metadata.has(FIELD) ? object.with(METADATA, metadata.without(FIELD)) : object;
    }

    static ObjectValue with(ObjectValue object, ListValue entries) {
        return entries.isEmpty() ? without(object) : object.withAt(entries, METADATA, FIELD);
    }

    /** Whether the writer asks to forget all ownership: an empty list, or one empty entry. */
    static boolean isReset(ObjectValue object) {
        if (!(object.object(METADATA).get(FIELD) instanceof ListValue entries)) {
            return false;
        }
        return entries.isEmpty() || (entries.size() == 1 && entries.get(0).equals(ObjectValue.EMPTY));
    }

    /** Reads the written form; throws {@link ParseException} with Kubernetes' message when it is not valid. */
    static Map<ManagerKey, ManagedEntry> read(ListValue entries) {
        Map<ManagerKey, ManagedEntry> managers = new TreeMap<>();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) instanceof ObjectValue entry) {
                read(entry, i, managers);
            }
        }
        return managers;
    }

    private static void read(ObjectValue entry, int index, Map<ManagerKey, ManagedEntry> managers) {
        String operation = entry.text("operation", "");
        if (!operation.equals("Apply") && !operation.equals("Update")) {
            throw new ParseException("operation must be `Apply` or `Update`");
        }
        String apiVersion = entry.text("apiVersion", "");
        if (apiVersion.isEmpty()) {
            throw new ParseException("apiVersion must not be empty");
        }
        String fieldsType = entry.text("fieldsType", "");
        if (fieldsType.isEmpty()) {
            throw new ParseException("missing fieldsType in managed fields entry " + index);
        }
        if (!fieldsType.equals("FieldsV1")) {
            throw new ParseException("invalid fieldsType \"" + fieldsType + "\" in managed fields entry " + index);
        }
        boolean applied = operation.equals("Apply");
        ManagerKey key = new ManagerKey(
                entry.text("manager", ""), applied, applied ? "" : apiVersion, entry.text("subresource", ""));
        FieldSet fields = FieldsV1.read(entry.object("fieldsV1"));
        managers.put(key, new ManagedEntry(fields, apiVersion, entry.text("time", "")));
    }

    static ListValue write(Map<ManagerKey, ManagedEntry> managers) {
        List<ObjectValue> entries = new ArrayList<>(managers.size());
        managers.forEach((key, entry) -> entries.add(write(key, entry)));
        entries.sort(Comparator.comparing((ObjectValue entry) -> entry.text("operation", ""))
                .thenComparing(entry -> entry.text("time", ""))
                .thenComparing(entry -> entry.text("manager", ""))
                .thenComparing(entry -> entry.text("apiVersion", ""))
                .thenComparing(entry -> entry.text("subresource", "")));
        return ListValue.copyOf(entries);
    }

    private static ObjectValue write(ManagerKey key, ManagedEntry entry) {
        ObjectValue.Builder written = ObjectValue.builder();
        setUnlessEmpty(written, "manager", key.manager());
        written.set("operation", key.applied() ? "Apply" : "Update");
        written.set("apiVersion", entry.apiVersion());
        setUnlessEmpty(written, "time", entry.time());
        written.set("fieldsType", "FieldsV1");
        written.set("fieldsV1", FieldsV1.write(entry.fields()));
        setUnlessEmpty(written, "subresource", key.subresource());
        return written.build();
    }

    private static void setUnlessEmpty(ObjectValue.Builder builder, String key, String value) {
        if (!value.isEmpty()) {
            builder.set(key, value);
        }
    }

    /** Merges the oldest updaters of each version into one entry until there are few enough. */
    static void cap(Map<ManagerKey, ManagedEntry> managers) {
        List<ManagerKey> updaters = new ArrayList<>(
                managers.keySet().stream().filter(key -> !key.applied()).toList());
        int count = updaters.size();
        if (count <= MAX_UPDATERS) {
            return;
        }
        updaters.sort(
                Comparator.comparing((ManagerKey key) -> timeOf(managers, key)).thenComparing(key -> key));
        Map<String, ManagerKey> firstOfVersion = new HashMap<>();
        for (ManagerKey key : updaters) {
            if (count <= MAX_UPDATERS) {
                return;
            }
            ManagedEntry entry = managers.get(key);
            if (entry == null) {
                continue;
            }
            ManagerKey first = firstOfVersion.putIfAbsent(entry.apiVersion(), key);
            if (first == null) {
                continue;
            }
            ManagerKey bucket = ManagerKey.updater(OLDEST, entry.apiVersion(), "");
            ManagedEntry merged = managers.containsKey(bucket) ? managers.get(bucket) : managers.remove(first);
            managers.remove(key);
            FieldSet fields = merged == null ? entry.fields() : entry.fields().union(merged.fields());
            managers.put(bucket, entry.with(fields));
            count--;
        }
    }

    private static String timeOf(Map<ManagerKey, ManagedEntry> managers, ManagerKey key) {
        ManagedEntry entry = managers.get(key);
        return entry == null ? "" : entry.time();
    }
}
