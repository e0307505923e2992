package dev.jukung.apiserver.extension;

import dev.jukung.schema.GoText;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/** Whether the Service behind an API can be asked at all, as the condition {@code Available} says it. Decides only. */
final class Availability {
    static final String AVAILABLE = "Available";
    static final ObjectValue LOCAL = Conditions.of(AVAILABLE, true, "Local", "Local APIServices are always available");
    static final ObjectValue PASSED = Conditions.of(AVAILABLE, true, "Passed", "all checks passed");

    private Availability() {}

    /**
     * What is wrong before anybody is asked; empty when nothing is.
     *
     * @param wanted {@code spec.service} of the APIService
     * @param slices the EndpointSlices of the Service
     */
    static Optional<ObjectValue> problem(ObjectValue wanted, Optional<ObjectValue> service, List<ObjectValue> slices) {
        String place = "service/" + wanted.text("name", "") + " in " + GoText.quote(wanted.text("namespace", ""));
        if (service.isEmpty()) {
            return unavailable("ServiceNotFound", place + " is not present");
        }
        ObjectValue spec = service.get().object("spec");
        if (!spec.text("type", "").equals("ClusterIP")) {
            return Optional.empty();
        }
        long port = wanted.integer("port", 443);
        Optional<ObjectValue> listening = spec.list("ports").objects().stream()
                .filter(each -> each.integer("port", 0) == port)
                .findFirst();
        if (listening.isEmpty()) {
            return unavailable("ServicePortError", place + " is not listening on port " + port);
        }
        if (slices.isEmpty()) {
            return unavailable("EndpointsNotFound", "cannot find endpointslices for " + place);
        }
        String portName = listening.get().text("name", "");
        if (slices.stream().noneMatch(slice -> serves(slice, portName))) {
            return unavailable(
                    "MissingEndpoints",
                    "endpointslices for " + place + " have no addresses with port name " + GoText.quote(portName));
        }
        return Optional.empty();
    }

    private static boolean serves(ObjectValue slice, String portName) {
        boolean ready = slice.list("endpoints").objects().stream()
                .anyMatch(endpoint -> endpoint.object("conditions").flag("ready", true));
        return ready
                && slice.list("ports").objects().stream()
                        .anyMatch(port -> port.text("name", "").equals(portName) && port.has("port"));
    }

    private static Optional<ObjectValue> unavailable(String reason, String message) {
        return Optional.of(Conditions.of(AVAILABLE, false, reason, message));
    }
}
