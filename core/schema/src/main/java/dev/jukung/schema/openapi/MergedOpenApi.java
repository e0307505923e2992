package dev.jukung.schema.openapi;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * OpenAPI v2 documents of several servers in one, as kube-aggregator merges them: the first to have a path keeps it, and a definition
 * that others know under the same name and with another content gets a new name. Pure functions.
 */
public final class MergedOpenApi {
    private static final String REFERENCE = "$ref";
    private static final String DEFINITION = "#/definitions/";
    private static final String PARAMETER = "#/parameters/";
    private static final String KINDS = "x-kubernetes-group-version-kind";

    private MergedOpenApi() {}

    /** The paths below a prefix, without the definitions that only others have used. */
    public static ObjectValue below(ObjectValue document, String prefix) {
        return filtered(document, path -> path.startsWith(prefix));
    }

    private static ObjectValue filtered(ObjectValue document, Predicate<String> kept) {
        if (!document.has("paths")) {
            return document;
        }
        Set<String> before = used(document);
        ObjectValue less = document.with("paths", only(document.object("paths"), kept));
        Set<String> after = used(less);
        return less.with(
                "definitions",
                only(document.object("definitions"), name -> after.contains(name) || !before.contains(name)));
    }

    private static ObjectValue only(ObjectValue members, Predicate<String> kept) {
        ObjectValue.Builder result = ObjectValue.builder();
        members.forEach((name, value) -> {
            if (kept.test(name)) {
                result.set(name, value);
            }
        });
        return result.build();
    }

    /** The definitions that paths lead to. */
    private static Set<String> used(ObjectValue document) {
        Set<String> names = new HashSet<>();
        Deque<String> open = new ArrayDeque<>();
        Consumer<String> found = reference -> {
            if (reference.startsWith(DEFINITION) && names.add(reference.substring(DEFINITION.length()))) {
                open.add(reference.substring(DEFINITION.length()));
            }
        };
        references(document.object("paths"), found);
        references(document.object("parameters"), found);
        while (!open.isEmpty()) {
            references(document.object("definitions").object(open.remove()), found);
        }
        return names;
    }

    private static void references(Object value, Consumer<String> found) {
        switch (value) {
            case ObjectValue object ->
                object.forEach((key, member) -> {
                    if (key.equals(REFERENCE) && member instanceof String reference) {
                        found.accept(reference);
                    } else {
                        references(member, found);
                    }
                });
            case ListValue list -> list.forEach(item -> references(item, found));
            default -> {}
        }
    }

    /** @param first whose paths and names stay as they are */
    public static ObjectValue of(ObjectValue first, ObjectValue other) {
        ObjectValue paths = first.object("paths");
        Predicate<String> fresh = path -> !paths.has(path);
        ObjectValue added = filtered(other, fresh);
        if (added.object("paths").isEmpty()) {
            return first;
        }
        added = renamed(added, "definitions", DEFINITION, names(first, added, "definitions", KINDS));
        added = renamed(added, "parameters", PARAMETER, names(first, added, "parameters", ""));
        Map<String, Object> definitions = members(first.object("definitions"));
        added.object("definitions")
                .forEach((name, definition) -> definitions.merge(name, definition, MergedOpenApi::withKinds));
        ObjectValue merged = first.with("paths", together(members(paths), added.object("paths")))
                .with("definitions", sorted(definitions));
        return added.has("parameters")
                ? merged.with("parameters", together(members(first.object("parameters")), added.object("parameters")))
                : merged;
    }

    private static Map<String, Object> members(ObjectValue object) {
        Map<String, Object> members = new TreeMap<>();
        object.forEach(members::put);
        return members;
    }

    private static ObjectValue together(Map<String, Object> members, ObjectValue others) {
        others.forEach(members::putIfAbsent);
        return sorted(members);
    }

    private static ObjectValue sorted(Map<String, Object> members) {
        ObjectValue.Builder result = ObjectValue.builder();
        members.forEach(result::set);
        return result.build();
    }

    /** The new names of members that the other document has with another content. @param ignored in the comparison */
    private static Map<String, String> names(ObjectValue first, ObjectValue other, String member, String ignored) {
        ObjectValue known = first.object(member);
        ObjectValue given = other.object(member);
        Set<String> taken = new HashSet<>();
        known.forEach((name, _) -> taken.add(name));
        Map<String, String> names = new HashMap<>();
        members(given).forEach((name, value) -> {
            if (!known.has(name) || same(known.get(name), value, ignored)) {
                return;
            }
            int number = 2;
            String candidate = name + "_v2";
            while (!same(known.get(candidate), value, ignored) && (taken.contains(candidate) || given.has(candidate))) {
                number++;
                candidate = name + "_v" + number;
            }
            names.put(name, candidate);
            taken.add(candidate);
        });
        return names;
    }

    private static boolean same(@Nullable Object one, Object other, String ignored) {
        if (one instanceof ObjectValue left && other instanceof ObjectValue right) {
            return left.without(ignored).equals(right.without(ignored));
        }
        return other.equals(one);
    }

    private static ObjectValue renamed(ObjectValue document, String member, String prefix, Map<String, String> names) {
        if (names.isEmpty()) {
            return document;
        }
        Map<String, String> references = new HashMap<>();
        names.forEach((from, to) -> references.put(prefix + from, prefix + to));
        ObjectValue changed = (ObjectValue) renamed(document, references);
        ObjectValue.Builder members = ObjectValue.builder();
        changed.object(member).forEach((name, value) -> members.set(names.getOrDefault(name, name), value));
        return changed.with(member, members.build());
    }

    private static Object renamed(Object value, Map<String, String> references) {
        return switch (value) {
            case ObjectValue object -> {
                ObjectValue.Builder copy = ObjectValue.builder();
                object.forEach((key, member) -> copy.set(
                        key,
                        key.equals(REFERENCE) && member instanceof String reference
                                ? references.getOrDefault(reference, reference)
                                : renamed(member, references)));
                yield copy.build();
            }
            case ListValue list ->
                ListValue.copyOf(
                        list.stream().map(item -> renamed(item, references)).toList());
            default -> value;
        };
    }

    /** A definition that is known, with the kinds that others use it for. */
    private static Object withKinds(Object known, Object other) {
        if (!(known instanceof ObjectValue mine && other instanceof ObjectValue theirs && theirs.has(KINDS))) {
            return known;
        }
        Map<String, ObjectValue> kinds = new TreeMap<>(Comparator.naturalOrder());
        mine.list(KINDS).objects().forEach(kind -> kinds.put(name(kind), kind));
        boolean news = false;
        for (ObjectValue kind : theirs.list(KINDS).objects()) {
            news |= kinds.putIfAbsent(name(kind), kind) == null;
        }
        return news ? mine.with(KINDS, ListValue.copyOf(kinds.values())) : mine;
    }

    private static String name(ObjectValue kind) {
        return kind.text("group", "") + "/" + kind.text("version", "") + "." + kind.text("kind", "");
    }
}
