package dev.jukung.apiserver.auth;

import dev.jukung.model.FieldSelectors;
import dev.jukung.model.LabelSelectors;
import java.util.List;
import java.util.Optional;

/**
 * The selectors of a request as far as they can be read. A part that cannot be read is left out: fewer requirements ask for
 * more, so nobody is allowed more by it. Immutable.
 *
 * @param fieldsBroken whether the field selector could not be read in whole
 * @param labelsBroken the same for the label selector
 */
public record Selectors(
        List<FieldSelectors.Term> fields,
        List<LabelSelectors.Requirement> labels,
        boolean fieldsBroken,
        boolean labelsBroken) {
    public static final Selectors NONE = new Selectors(List.of(), List.of(), false, false);

    /** As in the query of a request; empty texts select everything. */
    public static Selectors parse(String fieldSelector, String labelSelector) {
        if (fieldSelector.isEmpty() && labelSelector.isEmpty()) {
            return NONE;
        }
        Optional<List<FieldSelectors.Term>> fields = fields(fieldSelector);
        Optional<List<LabelSelectors.Requirement>> labels = labels(labelSelector);
        return new Selectors(fields.orElse(List.of()), labels.orElse(List.of()), fields.isEmpty(), labels.isEmpty());
    }

    /** Empty where the text is no selector. */
    public static Optional<List<FieldSelectors.Term>> fields(String text) {
        try {
            return Optional.of(FieldSelectors.parse(text).terms());
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // the contract above
        }
    }

    /** Empty where the text is no selector. */
    public static Optional<List<LabelSelectors.Requirement>> labels(String text) {
        try {
            return Optional.of(LabelSelectors.parse(text).requirements());
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // the contract above
        }
    }

    /** The value that a field has to have, where the selector says so. */
    public Optional<String> required(String field) {
        return new FieldSelectors.Selector(fields).required(field);
    }
}
