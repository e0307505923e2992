package dev.jukung.apiserver.kinds;

import dev.jukung.value.ObjectValue;

/** Defaults of what claims of devices ask for (resource.k8s.io/v1). Pure functions. */
final class DeviceClaims {
    private DeviceClaims() {}

    /** @param spec of a claim, or of the claims that a template makes */
    static ObjectValue defaults(ObjectValue spec) {
        ObjectValue devices = spec.object("devices");
        ObjectValue completed = PodSpecRules.mapped(devices, "requests", DeviceClaims::request);
        return completed == devices ? spec : spec.with("devices", completed);
    }

    private static ObjectValue request(ObjectValue request) {
        ObjectValue result = request.get("exactly") instanceof ObjectValue exactly
                ? request.with("exactly", counted(exactly))
                : request;
        return PodSpecRules.mapped(result, "firstAvailable", DeviceClaims::counted);
    }

    private static ObjectValue counted(ObjectValue request) {
        boolean exact = request.text("allocationMode", "").equals("ExactCount");
        return exact && request.integer("count", 0) == 0 ? request.with("count", 1L) : request;
    }
}
