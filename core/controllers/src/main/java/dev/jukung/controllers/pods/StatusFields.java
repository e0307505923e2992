package dev.jukung.controllers.pods;

import dev.jukung.value.ObjectValue;

/** How Kubernetes writes counts into a status: zero is left out ({@code omitempty}). */
public final class StatusFields {
    private StatusFields() {}

    public static ObjectValue withCount(ObjectValue status, String field, long count) {
        return count == 0 ? status.without(field) : status.with(field, count);
    }
}
