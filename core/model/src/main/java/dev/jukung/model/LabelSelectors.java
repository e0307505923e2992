package dev.jukung.model;

import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.model.meta.v1.LabelSelectorRequirement;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which objects a label selector picks: the text form of requests ({@code app=web,tier in (a,b),!canary}) and
 * {@code metav1.LabelSelector}. Grammar and error texts are those of {@code k8s.io/apimachinery/pkg/labels}.
 */
public final class LabelSelectors {
    /** Picks every object. */
    public static final Selector EVERYTHING = new Selector(List.of(), false);
    /** Picks no object. */
    public static final Selector NOTHING = new Selector(List.of(), true);

    private LabelSelectors() {}

    /** How a requirement compares; the text is that of the string form. */
    public enum Operator {
        IN("in"),
        NOT_IN("notin"),
        EQUALS("="),
        DOUBLE_EQUALS("=="),
        NOT_EQUALS("!="),
        EXISTS("exists"),
        DOES_NOT_EXIST("!"),
        GREATER_THAN("gt"),
        LESS_THAN("lt");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * The empty text picks everything.
     *
     * @throws IllegalArgumentException with Kubernetes' words when the text is no selector
     */
    public static Selector parse(String text) {
        return text.isEmpty() ? EVERYTHING : new Selector(new LabelSelectorParser(text).parse(), false);
    }

    /**
     * An empty selector picks everything (an absent one picks nothing: use {@link #NOTHING}).
     *
     * @throws IllegalArgumentException when an expression is malformed
     */
    public static Selector of(LabelSelector selector) {
        List<Requirement> requirements = new ArrayList<>();
        selector.matchLabels()
                .forEach((key, value) -> requirements.add(Requirement.checked(key, Operator.EQUALS, Set.of(value))));
        for (LabelSelectorRequirement expression : selector.matchExpressions()) {
            Operator operator =
                    switch (expression.operator()) {
                        case "In" -> Operator.IN;
                        case "NotIn" -> Operator.NOT_IN;
                        case "Exists" -> Operator.EXISTS;
                        case "DoesNotExist" -> Operator.DOES_NOT_EXIST;
                        default ->
                            throw new IllegalArgumentException(
                                    "\"" + expression.operator() + "\" is not a valid label selector operator");
                    };
            requirements.add(Requirement.checked(expression.key(), operator, Set.copyOf(expression.values())));
        }
        return requirements.isEmpty() ? EVERYTHING : new Selector(sorted(requirements), false);
    }

    /** Picks objects that have all these labels; the labels are not checked. No labels pick everything. */
    public static Selector ofLabels(Map<String, String> labels) {
        List<Requirement> requirements = new ArrayList<>();
        labels.forEach((key, value) -> requirements.add(new Requirement(key, Operator.EQUALS, Set.of(value))));
        return requirements.isEmpty() ? EVERYTHING : new Selector(sorted(requirements), false);
    }

    static List<Requirement> sorted(List<Requirement> requirements) {
        return requirements.stream()
                .sorted(Comparator.comparing(Requirement::key))
                .toList();
    }

    /** What all requirements hold for. Immutable. */
    public record Selector(List<Requirement> requirements, boolean nothing) {
        public boolean matches(KubeObject object) {
            return matches(object.tree().object("metadata").object("labels"));
        }

        /** @param labels as in {@code metadata.labels} */
        public boolean matches(ObjectValue labels) {
            for (Requirement requirement : requirements) {
                if (!requirement.accepts(labels.get(requirement.key()) instanceof String value ? value : null)) {
                    return false;
                }
            }
            return !nothing;
        }

        public boolean matches(Map<String, String> labels) {
            for (Requirement requirement : requirements) {
                if (!requirement.accepts(labels.get(requirement.key()))) {
                    return false;
                }
            }
            return !nothing;
        }

        public boolean isEverything() {
            return requirements.isEmpty() && !nothing;
        }

        /** The text form; empty for everything and for nothing. */
        @Override
        public String toString() {
            return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
        }
    }

    /** One condition on the value of one label. Immutable. */
    public record Requirement(String key, Operator operator, Set<String> values) {
        static Requirement checked(String key, Operator operator, Set<String> values) {
            LabelSelectorChecks.check(key, operator, new TreeSet<>(values));
            return new Requirement(key, operator, Set.copyOf(values));
        }

        /** @param value null when the label is absent */
        boolean accepts(@Nullable String value) {
            return switch (operator) {
                case IN, EQUALS, DOUBLE_EQUALS -> value != null && values.contains(value);
                case NOT_IN, NOT_EQUALS -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
                case GREATER_THAN -> value != null && compare(value) > 0;
                case LESS_THAN -> value != null && compare(value) < 0;
            };
        }

        /** 0, which neither operator accepts, when the label is no number. */
        private int compare(String value) {
            try {
                return Long.compare(
                        Long.parseLong(value), Long.parseLong(values.iterator().next()));
            } catch (NumberFormatException _) {
                return 0; // the contract above
            }
        }

        @Override
        public String toString() {
            String list = String.join(",", new TreeSet<>(values));
            return switch (operator) {
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
                case EQUALS -> key + "=" + list;
                case DOUBLE_EQUALS -> key + "==" + list;
                case NOT_EQUALS -> key + "!=" + list;
                case IN -> key + " in (" + list + ")";
                case NOT_IN -> key + " notin (" + list + ")";
                case GREATER_THAN -> key + ">" + list;
                case LESS_THAN -> key + "<" + list;
            };
        }
    }
}
