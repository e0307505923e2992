package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.registry.Admission;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** Plugins of one rule each, all off unless they are turned on. */
final class SimplePlugins {
    private static final List<String> CONTAINERS = List.of("containers", "initContainers", "ephemeralContainers");

    private SimplePlugins() {}

    /** AlwaysDeny. */
    record AlwaysDeny() implements Admission {
        @Override
        public ObjectValue mutate(Review review) {
            throw Lookups.forbidden(review, "admission control is denying all modifications");
        }
    }

    /** NamespaceExists: nothing is written in a namespace that is not there. */
    record NamespaceExists() implements Admission {
        @Override
        public void validate(Review review) {
            boolean concerned = review.call().kind().type().namespaced() && review.operation() != Operation.CONNECT;
            if (concerned) {
                Lookups.namespace(review);
            }
        }
    }

    /** AlwaysPullImages: nobody uses an image that is on the node without being allowed to pull it. */
    record AlwaysPullImages() implements Admission {
        @Override
        public ObjectValue mutate(Review review) {
            if (!review.concerns("", "pods")
                    || (review.operation() != Operation.CREATE && review.operation() != Operation.UPDATE)) {
                return review.object();
            }
            ObjectValue spec = review.object().object("spec");
            for (String list : CONTAINERS) {
                ListValue containers = spec.list(list);
                for (int i = 0; i < containers.size(); i++) {
                    ObjectValue container = (ObjectValue) containers.get(i);
                    containers = containers.with(i, container.with("imagePullPolicy", "Always"));
                }
                spec = containers.isEmpty() ? spec : spec.with(list, containers);
            }
            return review.object().with("spec", spec);
        }
    }

    /** LimitPodHardAntiAffinityTopology: a Pod keeps others off its node at most, not off a whole zone. */
    record LimitPodHardAntiAffinityTopology() implements Admission {
        private static final String HOSTNAME = "kubernetes.io/hostname";

        @Override
        public void validate(Review review) {
            if (!review.concerns("", "pods") || review.operation() == Operation.DELETE) {
                return;
            }
            ObjectValue affinity = review.object().object("spec").object("affinity");
            for (ObjectValue term : affinity.object("podAntiAffinity")
                    .list("requiredDuringSchedulingIgnoredDuringExecution")
                    .objects()) {
                String key = term.text("topologyKey", "");
                if (!key.equals(HOSTNAME)) {
                    throw Lookups.forbidden(
                            review,
                            "affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey " + key
                                    + " but only key " + HOSTNAME + " is allowed");
                }
            }
        }
    }

    /** DenyServiceExternalIPs: no Service gets external addresses that it does not have yet. */
    record DenyServiceExternalIps() implements Admission {
        @Override
        public void validate(Review review) {
            if (!review.concerns("", "services") || review.operation() == Operation.DELETE) {
                return;
            }
            ListValue known =
                    review.old().orElse(ObjectValue.EMPTY).object("spec").list("externalIPs");
            if (!review.object().object("spec").list("externalIPs").stream().allMatch(known::contains)) {
                throw Lookups.forbidden(review, "Use of external IPs is denied by admission control");
            }
        }
    }

    /** ExtendedResourceToleration: who asks for a device tolerates the taint that keeps others off its nodes. */
    record ExtendedResourceToleration() implements Admission {
        @Override
        public ObjectValue mutate(Review review) {
            if (!review.concerns("", "pods")
                    || (review.operation() != Operation.CREATE && review.operation() != Operation.UPDATE)) {
                return review.object();
            }
            ObjectValue spec = review.object().object("spec");
            java.util.TreeSet<String> devices = new java.util.TreeSet<>();
            for (String list : List.of("containers", "initContainers")) {
                for (ObjectValue container : spec.list(list).objects()) {
                    ObjectValue requests = container.object("resources").object("requests");
                    for (int i = 0; i < requests.size(); i++) {
                        if (isExtended(requests.keyAt(i))) {
                            devices.add(requests.keyAt(i));
                        }
                    }
                }
            }
            List<ObjectValue> added = devices.stream()
                    .map(device -> ObjectValue.of("key", device, "operator", "Exists", "effect", "NoSchedule"))
                    .toList();
            return added.isEmpty()
                    ? review.object()
                    : review.object()
                            .withAt(
                                    Tolerations.merged(spec.list("tolerations").objects(), added),
                                    "spec",
                                    "tolerations");
        }

        private static boolean isExtended(String name) {
            return name.contains("/") && !name.contains("kubernetes.io/") && !name.startsWith("requests.");
        }
    }
}
