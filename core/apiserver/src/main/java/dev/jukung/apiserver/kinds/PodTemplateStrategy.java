package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;

/** The rules of PodTemplates. */
final class PodTemplateStrategy implements Strategy {
    @Override
    public boolean hasGeneration() {
        return true;
    }

    @Override
    public ObjectValue defaults(ObjectValue object) {
        ObjectValue spec = object.object("template").object("spec");
        return spec.isEmpty() ? object : object.withAt(PodSpecRules.defaults(spec), "template", "spec");
    }

    @Override
    public void validate(ObjectValue object, FieldErrors errors) {
        PodPlacementRules.template(new Checked(object, FieldPath.ROOT, errors).in("template"));
        PodSpecRules.validate(object.object("template").object("spec"), FieldPath.of("template", "spec"), errors);
    }
}
