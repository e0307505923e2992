package dev.jukung.model.protobuf;

import dev.jukung.value.ObjectValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The plan of one message: its fields in the order of their numbers, and for each layout of an object where its fields
 * are, so that writing an object asks for no key. Thread-safe once it is complete.
 */
final class WireMessage {
    /** So many layouts of objects are remembered; with more, remembering starts anew. */
    static final int MAX_LAYOUTS = 512;

    private record Known(Object layout, int[] places) {}

    private final String definition;
    private WireField[] fields = {};
    private byte[][] unset = {};
    private int[] nowhere = {};
    private int[] slotOfNumber = {};
    private final Map<String, Integer> slots = new HashMap<>();
    private final Map<Object, Known> layouts = new ConcurrentHashMap<>();
    private @Nullable Known latest; // a race may lose one: any is right

    WireMessage(String definition) {
        this.definition = definition;
    }

    /** Called once, before anybody else knows this message. */
    void complete(List<WireField> all) {
        fields = all.toArray(WireField[]::new);
        unset = new byte[fields.length][];
        int highest = all.stream().mapToInt(WireField::number).max().orElse(0);
        slotOfNumber = new int[highest + 1];
        Arrays.fill(slotOfNumber, -1);
        nowhere = new int[fields.length];
        Arrays.fill(nowhere, -1);
        for (int i = 0; i < fields.length; i++) {
            slotOfNumber[fields[i].number()] = i;
            if (!fields[i].inline()) {
                slots.put(fields[i].name(), i);
            }
        }
    }

    String definition() {
        return definition;
    }

    WireField[] fields() {
        return fields;
    }

    /** Of a field that there is. */
    int number(String name) {
        Integer slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException(definition + " has no field " + name);
        }
        return fields[slot].number();
    }

    /** Where among the fields the one with this number is, or -1. */
    int slot(int number) {
        return number < slotOfNumber.length ? slotOfNumber[number] : -1;
    }

    /** What stands on the wire for a field that is not set, made when it is first needed. */
    byte[] unset(int slot) {
        byte[] known = unset[slot];
        if (known == null) {
            known = WireWriter.unset(fields[slot]);
            unset[slot] = known;
        }
        return known;
    }

    /** For each field, where in the object it is, or -1. */
    int[] places(ObjectValue object) {
        if (object.isEmpty()) {
            return nowhere;
        }
        Object layout = object.layout();
        if (layout == null) {
            return find(object);
        }
        Known known = latest;
        if (known == null || known.layout() != layout) {
            known = layouts.get(layout);
            if (known == null) {
                known = new Known(layout, find(object));
                if (layouts.size() >= MAX_LAYOUTS) {
                    layouts.clear();
                }
                layouts.put(layout, known);
            }
            latest = known;
        }
        return known.places();
    }

    private int[] find(ObjectValue object) {
        int[] places = nowhere.clone();
        for (int i = 0; i < object.size(); i++) {
            Integer slot = slots.get(object.keyAt(i));
            if (slot != null) {
                places[slot] = i;
            }
        }
        return places;
    }
}
