package dev.jukung.apiserver.registry;

import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** Owner references that are given twice are kept once, and the client is told. Pure functions. */
final class OwnerReferences {
    private OwnerReferences() {}

    /** @param admitted whether plugins and webhooks have had their say already */
    static ObjectValue distinct(Call call, ObjectValue object, boolean admitted) {
        ListValue given = object.object("metadata").list("ownerReferences");
        List<Object> kept = new ArrayList<>();
        List<String> twice = new ArrayList<>();
        for (ObjectValue owner : given.objects()) {
            if (kept.contains(owner)) {
                twice.add(owner.text("uid", ""));
            } else {
                kept.add(owner);
            }
        }
        if (twice.isEmpty()) {
            return object;
        }
        call.warn(".metadata.ownerReferences contains duplicate entries"
                + (admitted ? " after mutating admission happens" : "")
                + "; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: "
                + String.join(", ", twice));
        return object.withAt(ListValue.copyOf(kept), "metadata", "ownerReferences");
    }
}
