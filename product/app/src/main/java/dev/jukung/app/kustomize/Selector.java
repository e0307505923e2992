package dev.jukung.app.kustomize;

import dev.jukung.model.LabelSelectors;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The {@code target} of a patch: whole-match patterns of names and kinds, and selectors of labels and annotations. Immutable. */
final class Selector {
    private final ObjectValue target;

    Selector(ObjectValue target) {
        this.target = target;
    }

    List<Resource> select(Resources resources) {
        return resources.all().stream().filter(this::selects).toList();
    }

    private boolean selects(Resource resource) {
        ResourceId now = resource.id();
        ResourceId once = resource.originalId();
        return (matches("namespace", once.namespace()) || matches("namespace", now.namespace()))
                && (matches("name", once.name()) || matches("name", now.name()))
                && matches("group", now.kind().group())
                && matches("version", now.kind().version())
                && matches("kind", now.kind().name())
                && selects("labelSelector", resource.tree().object("metadata").object("labels"))
                && selects(
                        "annotationSelector", resource.tree().object("metadata").object("annotations"));
    }

    private boolean matches(String field, String value) {
        String pattern = target.text(field, "");
        try {
            return pattern.isEmpty() || Pattern.matches(pattern, value);
        } catch (PatternSyntaxException e) {
            throw new KustomizeException("target." + field + " is no pattern: " + e.getMessage(), e);
        }
    }

    private boolean selects(String field, ObjectValue pairs) {
        String selector = target.text(field, "");
        if (selector.isEmpty()) {
            return true;
        }
        return LabelSelectors.parse(selector).matches(pairs);
    }

    @Override
    public String toString() {
        return target.toString();
    }
}
