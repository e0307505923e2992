package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;

/** A Binding is never stored; posting one to the collection binds the Pod of its name. */
final class BindingStrategy implements Strategy {
    @Override
    public void validate(ObjectValue binding, FieldErrors errors) {
        String kind = binding.object("target").text("kind", "");
        if (!kind.isEmpty() && !kind.equals("Node")) {
            errors.add(FieldError.notSupported(
                    FieldPath.of("target", "kind"), kind, java.util.List.of("Node", "<empty>")));
        }
    }
}
