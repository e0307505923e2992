package dev.jukung.kubelet.pod;

import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.EphemeralContainer;
import dev.jukung.model.core.v1.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A container of a pod's spec and the part it plays. */
public record PodContainer(Container spec, Role role) {
    /** Which list it is in; a sidecar is an init container that goes on running ({@code restartPolicy: Always}). */
    public enum Role {
        INIT,
        SIDECAR,
        REGULAR,
        EPHEMERAL
    }

    public String name() {
        return spec.name();
    }

    /** All of them, in the order in which they start. */
    public static List<PodContainer> of(PodSpec pod) {
        List<PodContainer> containers = new ArrayList<>();
        for (Container init : pod.initContainers()) {
            boolean sidecar = init.restartPolicy().orElse("").equals("Always");
            containers.add(new PodContainer(init, sidecar ? Role.SIDECAR : Role.INIT));
        }
        for (Container regular : pod.containers()) {
            containers.add(new PodContainer(regular, Role.REGULAR));
        }
        for (EphemeralContainer ephemeral : pod.ephemeralContainers()) {
            containers.add(new PodContainer(new Container(ephemeral.tree()), Role.EPHEMERAL));
        }
        return List.copyOf(containers);
    }

    public static Optional<PodContainer> named(PodSpec pod, String name) {
        return of(pod).stream()
                .filter(container -> container.name().equals(name))
                .findFirst();
    }

    /** As in an event's {@code involvedObject.fieldPath}. */
    public String fieldPath() {
        String list =
                switch (role) {
                    case INIT, SIDECAR -> "initContainers";
                    case REGULAR -> "containers";
                    case EPHEMERAL -> "ephemeralContainers";
                };
        return "spec." + list + "{" + name() + "}";
    }

    /** Whether the container starts again after it ended like this, by its own policy and rules or the pod's. */
    boolean restartsAfter(PodSpec pod, int exitCode) {
        return switch (role) {
            case SIDECAR -> true;
            case EPHEMERAL -> false;
            case INIT -> exitCode != 0 && !policy(pod, exitCode).equals("Never");
            case REGULAR ->
                switch (policy(pod, exitCode)) {
                    case "Never" -> false;
                    case "OnFailure" -> exitCode != 0;
                    default -> true;
                };
        };
    }

    private String policy(PodSpec pod, int exitCode) {
        boolean ruled = spec.restartPolicyRules().stream()
                .anyMatch(rule -> rule.action().equals("Restart")
                        && rule.exitCodes().stream()
                                .anyMatch(codes -> codes.values().contains(exitCode)
                                        == codes.operator().equals("In")));
        if (ruled) {
            return "Always";
        }
        return spec.restartPolicy().orElseGet(() -> pod.restartPolicy().orElse("Always"));
    }
}
