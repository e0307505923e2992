package dev.jukung.apiserver.extension;

import dev.jukung.schema.GoText;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of its names a definition gets: a name that another definition of the group has is refused, all others are given.
 * Decides only.
 *
 * @param names as they go into {@code status.acceptedNames}
 * @param condition {@code NamesAccepted}
 */
record AcceptedNames(ObjectValue names, ObjectValue condition) {
    static AcceptedNames decide(Definition definition, List<Definition> all) {
        Set<String> resources = new HashSet<>();
        Set<String> kinds = new HashSet<>();
        for (Definition other : all) {
            if (other.group().equals(definition.group())) {
                ObjectValue taken = other.acceptedNames();
                resources.add(taken.text("plural", ""));
                resources.add(taken.text("singular", ""));
                resources.addAll(taken.list("shortNames").texts());
                kinds.add(taken.text("kind", ""));
                kinds.add(taken.text("listKind", ""));
            }
        }
        return new Decision(definition, resources, kinds).result();
    }

    boolean isAccepted() {
        return condition.text("status", "").equals("True");
    }

    private static final class Decision {
        private final ObjectValue wanted;
        private final ObjectValue had;
        private final Set<String> resources;
        private final Set<String> kinds;
        private ObjectValue condition =
                Conditions.of(Definition.NAMES_ACCEPTED, true, "NoConflicts", "no conflicts found");

        Decision(Definition definition, Set<String> resources, Set<String> kinds) {
            wanted = definition.names();
            had = definition.acceptedNames();
            this.resources = resources;
            this.kinds = kinds;
        }

        AcceptedNames result() {
            ObjectValue.Builder names = ObjectValue.builder();
            names.set("plural", name("plural", resources, "PluralConflict"));
            names.set("singular", name("singular", resources, "SingularConflict"));
            ListValue shortNames = shortNames();
            if (!shortNames.isEmpty()) {
                names.set("shortNames", shortNames);
            }
            names.set("kind", name("kind", kinds, "KindConflict"));
            names.set("listKind", name("listKind", kinds, "ListKindConflict"));
            if (!wanted.list("categories").isEmpty()) {
                names.set("categories", wanted.list("categories"));
            }
            return new AcceptedNames(names.build(), condition);
        }

        private String name(String field, Set<String> taken, String conflict) {
            String name = wanted.text(field, "");
            String before = had.text(field, "");
            if (name.equals(before) || !taken.contains(name)) {
                return name;
            }
            refuse(conflict, inUse(name));
            return before;
        }

        private ListValue shortNames() {
            List<String> before = had.list("shortNames").texts();
            List<String> conflicts = new ArrayList<>();
            for (String name : wanted.list("shortNames").texts()) {
                if (!before.contains(name) && resources.contains(name)) {
                    conflicts.add(inUse(name));
                }
            }
            if (conflicts.isEmpty()) {
                return wanted.list("shortNames");
            }
            refuse(
                    "ShortNamesConflict",
                    conflicts.size() == 1
                            ? conflicts.getFirst()
                            : conflicts.stream().distinct().collect(Collectors.joining(", ", "[", "]")));
            return had.list("shortNames");
        }

        private static String inUse(String name) {
            return GoText.quote(name) + " is already in use";
        }

        private void refuse(String reason, String message) {
            condition = Conditions.of(Definition.NAMES_ACCEPTED, false, reason, message);
        }
    }
}
