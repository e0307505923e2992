package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Context;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;

/** The rules of Nodes: a pod CIDR and a provider id are set once. */
final class NodeStrategy implements Strategy {
    @Override
    public void validateUpdate(ObjectValue node, ObjectValue old, FieldErrors errors) {
        ObjectValue before = old.object("spec");
        ObjectValue after = node.object("spec");
        if (before.has("podCIDRs") && !before.list("podCIDRs").equals(after.list("podCIDRs"))) {
            errors.add(FieldError.forbidden(
                    FieldPath.of("spec", "podCIDRs"), "node updates may not change podCIDR except from \"\" to valid"));
        }
        String provider = before.text("providerID", "");
        if (!provider.isEmpty() && !provider.equals(after.text("providerID", ""))) {
            errors.add(FieldError.forbidden(
                    FieldPath.of("spec", "providerID"),
                    "node updates may not change providerID except from \"\" to valid"));
        }
    }

    /** Registration brings capacity and conditions along, so a new node keeps the status it is created with. */
    @Override
    public ObjectValue prepareForCreate(ObjectValue node, Context context) {
        return node;
    }

    @Override
    public boolean keepsStatusOnCreate() {
        return true;
    }
}
