package dev.jukung.model.quota;

import dev.jukung.model.Quantity;
import dev.jukung.model.Views;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What one object takes from the quotas of its namespace. Pure functions; resources go by names such as {@code jobs.batch}. */
public final class QuotaUsage {
    private static final Quantity ONE = Quantity.parse("1");
    private static final Set<String> SPECIAL = Set.of("pods", "services", "persistentvolumeclaims");
    /** Kinds that may be counted by their bare names too. */
    private static final Set<String> BARE = Set.of("configmaps", "resourcequotas", "replicationcontrollers", "secrets");

    private static final Set<String> POD_NAMES = Set.of(
            "pods",
            "count/pods",
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage");
    /** What every container has to state where a quota limits it. */
    private static final Set<String> TO_BE_STATED =
            Set.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory");

    private static final String BY_CLASS = ".storageclass.storage.k8s.io/";

    private QuotaUsage() {}

    /** Those of the quota's resources that objects of this kind take from. */
    public static Set<String> tracked(String resource, Collection<String> names) {
        return names.stream().filter(name -> tracks(resource, name)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean tracks(String resource, String name) {
        if (name.equals("count/" + resource)) {
            return true;
        }
        return switch (resource) {
            case "pods" -> POD_NAMES.contains(name) || isHugePages(name) || isExtended(name);
            case "services" ->
                Set.of("services", "services.nodeports", "services.loadbalancers")
                        .contains(name);
            case "persistentvolumeclaims" ->
                name.equals("persistentvolumeclaims")
                        || name.equals("requests.storage")
                        || name.endsWith(BY_CLASS + "persistentvolumeclaims")
                        || name.endsWith(BY_CLASS + "requests.storage");
            default -> BARE.contains(resource) && name.equals(resource);
        };
    }

    private static boolean isHugePages(String name) {
        return name.startsWith("hugepages-") || name.startsWith("requests.hugepages-");
    }

    private static boolean isExtended(String name) {
        return name.startsWith("requests.") && name.contains("/");
    }

    /** Whether only creation can change what an object of this kind takes. */
    public static boolean onlyCounted(String resource) {
        return !SPECIAL.contains(resource);
    }

    public static ResourceAmounts of(String resource, ObjectValue object, Instant now) {
        SortedMap<String, Quantity> usage = new TreeMap<>();
        usage.put("count/" + resource, ONE);
        switch (resource) {
            case "pods" -> {
                if (isAlive(object, now)) {
                    pod(object, usage);
                }
            }
            case "services" -> service(object.object("spec"), usage);
            case "persistentvolumeclaims" -> claim(object, usage);
            default -> {
                if (BARE.contains(resource)) {
                    usage.put(resource, ONE);
                }
            }
        }
        return new ResourceAmounts(usage);
    }

    /** A pod that has ended, or should have long since, takes nothing but its place in the store. */
    private static boolean isAlive(ObjectValue pod, Instant now) {
        String phase = pod.object("status").text("phase", "");
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
            return false;
        }
        ObjectValue metadata = pod.object("metadata");
        if (!metadata.has("deletionTimestamp") || !metadata.has("deletionGracePeriodSeconds")) {
            return true;
        }
        return !now.isAfter(Views.toInstant(metadata.text("deletionTimestamp", "")));
    }

    private static void pod(ObjectValue pod, SortedMap<String, Quantity> usage) {
        stated(PodResources.of(pod, "requests"), PodResources.of(pod, "limits"), usage);
    }

    private static void stated(ResourceAmounts requests, ResourceAmounts limits, SortedMap<String, Quantity> usage) {
        usage.put("pods", ONE);
        requests.byName().forEach((name, amount) -> {
            if (Set.of("cpu", "memory", "ephemeral-storage").contains(name) || name.startsWith("hugepages-")) {
                usage.put(name, amount);
                usage.put("requests." + name, amount);
            } else if (name.contains("/")) {
                usage.put("requests." + name, amount);
            }
        });
        limits.byName().forEach((name, amount) -> {
            if (Set.of("cpu", "memory", "ephemeral-storage").contains(name)) {
                usage.put("limits." + name, amount);
            }
        });
    }

    private static void service(ObjectValue spec, SortedMap<String, Quantity> usage) {
        String type = spec.text("type", "");
        List<ObjectValue> ports = spec.list("ports").objects();
        boolean balanced = type.equals("LoadBalancer");
        boolean allocated = type.equals("NodePort") || (balanced && spec.flag("allocateLoadBalancerNodePorts", true));
        long nodePorts = allocated
                ? ports.size()
                : balanced
                        ? ports.stream()
                                .filter(port -> port.integer("nodePort", 0) != 0)
                                .count()
                        : 0;
        usage.put("services", ONE);
        usage.put("services.nodeports", Quantity.parse(Long.toString(nodePorts)));
        usage.put("services.loadbalancers", balanced ? ONE : Quantity.ZERO);
    }

    private static void claim(ObjectValue claim, SortedMap<String, Quantity> usage) {
        usage.put("persistentvolumeclaims", ONE);
        ObjectValue spec = claim.object("spec");
        String storageClass = claim.object("metadata")
                .object("annotations")
                .text("volume.beta.kubernetes.io/storage-class", spec.text("storageClassName", ""));
        Object asked = spec.object("resources").object("requests").get("storage");
        if (!storageClass.isEmpty()) {
            usage.put(storageClass + BY_CLASS + "persistentvolumeclaims", ONE);
        }
        if (asked != null) {
            Quantity size = Quantity.fromValue(asked);
            Object allocated =
                    claim.object("status").object("allocatedResources").get("storage");
            if (allocated != null && Quantity.fromValue(allocated).compareTo(size) > 0) {
                size = Quantity.fromValue(allocated);
            }
            usage.put("requests.storage", size.whole());
            if (!storageClass.isEmpty()) {
                usage.put(storageClass + BY_CLASS + "requests.storage", size.whole());
            }
        }
    }

    /** What containers of a pod do not state although a quota limits it, as the refusal says it; empty when all is stated. */
    public static String missing(ObjectValue pod, Collection<String> limited) {
        if (!pod.object("spec").object("resources").isEmpty()) {
            return "";
        }
        SortedMap<String, Set<String>> missing = new TreeMap<>();
        for (ObjectValue container : PodResources.containers(pod)) {
            SortedMap<String, Quantity> stated = new TreeMap<>();
            stated(PodResources.amounts(container, "requests"), PodResources.amounts(container, "limits"), stated);
            for (String name : limited) {
                if (TO_BE_STATED.contains(name) && !stated.containsKey(name)) {
                    missing.computeIfAbsent(name, _ -> new TreeSet<>()).add(container.text("name", ""));
                }
            }
        }
        return missing.entrySet().stream()
                .map(entry -> entry.getKey() + " for: " + String.join(",", entry.getValue()))
                .collect(Collectors.joining("; "));
    }
}
