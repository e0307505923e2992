package dev.jukung.apiserver.registry;

import dev.jukung.model.FieldSelectors;
import dev.jukung.model.LabelSelectors;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** Which objects a list or watch is about: a label selector and a field selector, parsed for a kind. Immutable. */
public final class Selection {
    public static final Selection ALL = new Selection(LabelSelectors.EVERYTHING, List.of(), true);

    private final LabelSelectors.Selector labels;
    private final List<FieldTerm> fields;
    private final boolean everything;

    private record FieldTerm(Kind kind, String field, String value, boolean equal) {
        boolean accepts(ObjectValue tree) {
            return kind.selected(tree, field).equals(value) == equal;
        }
    }

    private Selection(LabelSelectors.Selector labels, List<FieldTerm> fields, boolean everything) {
        this.labels = labels;
        this.fields = fields;
        this.everything = everything;
    }

    /** Throws a bad request with Kubernetes' text where a selector does not parse or names a field that cannot be selected. */
    public static Selection parse(Kind kind, String labelSelector, String fieldSelector) {
        if (labelSelector.isEmpty() && fieldSelector.isEmpty()) {
            return ALL;
        }
        try {
            LabelSelectors.Selector labels = LabelSelectors.parse(labelSelector);
            List<FieldTerm> fields = FieldSelectors.parse(fieldSelector).terms().stream()
                    .map(term -> term(kind, term))
                    .toList();
            return new Selection(labels, fields, false);
        } catch (IllegalArgumentException e) {
            throw Failures.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static FieldTerm term(Kind kind, FieldSelectors.Term term) {
        String field = term.field();
        boolean known = field.equals("metadata.name") || field.equals("metadata.namespace") || kind.selects(field);
        if (!known) {
            throw new IllegalArgumentException(unknown(kind, field));
        }
        return new FieldTerm(kind, field, term.value(), term.equal());
    }

    /** Each kind says it in its own words. */
    private static String unknown(Kind kind, String field) {
        if (!kind.selectsMore() && !kind.isCustom()) {
            return "\"" + field + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";
        }
        return switch (kind.collection()) {
            case "batch/jobs" -> "field label \"" + field + "\" not supported for Job";
            case "resource.k8s.io/resourceslices" ->
                "field label not supported for resource.k8s.io/v1, Kind=ResourceSlice: " + field;
            default -> "field label not supported: " + field;
        };
    }

    public boolean isEverything() {
        return everything;
    }

    public boolean accepts(ObjectValue tree) {
        if (everything) {
            return true;
        }
        for (FieldTerm term : fields) {
            if (!term.accepts(tree)) {
                return false;
            }
        }
        return labels.matches(tree.object("metadata").object("labels"));
    }

    /** The one name that can match, when the field selector says so: such a watch or list needs to look at no other. */
    public Optional<String> onlyName() {
        return fields.stream()
                .filter(term -> term.field().equals("metadata.name") && term.equal())
                .map(FieldTerm::value)
                .findFirst();
    }
}
