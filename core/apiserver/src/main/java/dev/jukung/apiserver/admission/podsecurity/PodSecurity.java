package dev.jukung.apiserver.admission.podsecurity;

import dev.jukung.apiserver.admission.podsecurity.Standard.Level;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.AuditAnnotations;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * PodSecurity: refuses Pods that break the standard which their namespace enforces, warns of those that break the one it
 * warns of, also in the templates of controllers, and notes what breaks the audited one. Thread-safe.
 */
public final class PodSecurity implements Admission {
    private static final String AUDIT = "pod-security.kubernetes.io/";
    private static final Set<String> IGNORED =
            Set.of("exec", "attach", "binding", "eviction", "log", "portforward", "proxy", "status");
    /** Where kinds that make Pods keep their templates. */
    private static final Map<String, List<String>> TEMPLATES = Map.of(
            "podtemplates", List.of("template"),
            "replicationcontrollers", List.of("spec", "template"),
            "replicasets.apps", List.of("spec", "template"),
            "deployments.apps", List.of("spec", "template"),
            "statefulsets.apps", List.of("spec", "template"),
            "daemonsets.apps", List.of("spec", "template"),
            "jobs.batch", List.of("spec", "template"),
            "cronjobs.batch", List.of("spec", "jobTemplate", "spec", "template"));
    /** Pods looked at when a namespace becomes stricter. */
    private static final int PODS_MAX = 3000;

    private final SecurityConfiguration configuration;

    private PodSecurity(SecurityConfiguration configuration) {
        this.configuration = configuration;
    }

    /** @param configuration a PodSecurityConfiguration, if there is one */
    public static PodSecurity of(Optional<ObjectValue> configuration) {
        return new PodSecurity(configuration.map(SecurityConfiguration::of).orElse(SecurityConfiguration.STANDARD));
    }

    @Override
    public void validate(Review review) {
        if (review.operation() != Operation.CREATE && review.operation() != Operation.UPDATE) {
            return;
        }
        String resource = review.call().kind().qualifiedName();
        String below = review.call().subresource();
        if (resource.equals("pods")) {
            if (!IGNORED.contains(below)) {
                judge(review, PodView.of(review.object()), true);
            }
        } else if (resource.equals("namespaces") && below.isEmpty()) {
            namespace(review);
        } else if (below.isEmpty() && TEMPLATES.containsKey(resource)) {
            Object template = review.object()
                    .at(TEMPLATES.getOrDefault(resource, List.of()).toArray(String[]::new));
            if (template instanceof ObjectValue pod) {
                judge(review, PodView.of(pod), false);
            }
        }
    }

    /** What else can change in a Pod is of no concern. */
    private static boolean isSignificant(Review review) {
        ObjectValue spec = review.object().object("spec");
        ObjectValue before = review.old().orElse(ObjectValue.EMPTY).object("spec");
        for (String list : List.of("containers", "initContainers")) {
            if (!images(spec, list).equals(images(before, list))) {
                return true;
            }
        }
        List<String> known = images(before, "ephemeralContainers");
        return !known.containsAll(images(spec, "ephemeralContainers"));
    }

    private static List<String> images(ObjectValue spec, String list) {
        return spec.list(list).objects().stream()
                .map(container -> list.equals("ephemeralContainers")
                        ? container.text("name", "") + " " + container.text("image", "")
                        : container.text("image", ""))
                .toList();
    }

    private void judge(Review review, PodView pod, boolean enforced) {
        Optional<String> exemption = configuration.exemption(review);
        if (exemption.isPresent()) {
            AuditAnnotations.current().add(AUDIT + "exempt", exemption.get());
            return;
        }
        Kind namespaces = review.context().kinds().get(Resources.NAMESPACES);
        Optional<ObjectValue> found = review.context()
                .snapshot()
                .get(namespaces.key(ObjectKey.of(review.namespace())))
                .map(entry -> StoredObject.of(entry).tree());
        NamespacePolicy policy = policy(found.orElse(ObjectValue.EMPTY));
        if (enforced) {
            if (policy.errors().isEmpty() && policy.isPrivileged()) {
                AuditAnnotations.current().add(AUDIT + "enforce-policy", Standard.PRIVILEGED.toString());
                return;
            }
            if (review.operation() == Operation.UPDATE && !isSignificant(review)) {
                return;
            }
        } else if (policy.errors().isEmpty() && policy.isSilent()) {
            return;
        }
        if (configuration.exemptsClass(pod.spec().text("runtimeClassName", ""))) {
            AuditAnnotations.current().add(AUDIT + "exempt", "runtimeClass");
            return;
        }
        judge(review, pod, policy, enforced);
    }

    private static void judge(Review review, PodView pod, NamespacePolicy policy, boolean enforced) {
        AuditAnnotations audit = AuditAnnotations.current();
        if (!policy.errors().isEmpty()) {
            audit.add(
                    AUDIT + "error",
                    "Failed to parse policy: " + policy.errors().message());
        }
        if (enforced) {
            audit.add(AUDIT + "enforce-policy", policy.enforce().toString());
        }
        List<Finding> audited = Checks.violations(policy.audit(), pod);
        if (!audited.isEmpty()) {
            audit.add(
                    AUDIT + "audit-violations",
                    "would violate PodSecurity \"" + policy.audit() + "\": " + Finding.details(audited));
        }
        List<Finding> forbidden = enforced ? Checks.violations(policy.enforce(), pod) : List.of();
        if (!forbidden.isEmpty()) {
            throw Failures.forbidden(
                    review.call().kind(),
                    review.call().name(),
                    "violates PodSecurity \"" + policy.enforce() + "\": " + Finding.details(forbidden));
        }
        List<Finding> warned = Checks.violations(policy.warn(), pod);
        if (!warned.isEmpty()) {
            review.call().warn("would violate PodSecurity \"" + policy.warn() + "\": " + Finding.details(warned));
        }
    }

    private void namespace(Review review) {
        NamespacePolicy policy = policy(review.object());
        NamespacePolicy before = policy(review.old().orElse(ObjectValue.EMPTY));
        boolean create = review.operation() == Operation.CREATE;
        boolean known =
                !create && policy.errors().message().equals(before.errors().message());
        if (!policy.errors().isEmpty() && !known) {
            throw Failures.invalid(review.call().kind(), review.call().name(), policy.errors());
        }
        Standard now = policy.enforce();
        boolean stricter = now.minor() != before.enforce().minor()
                || now.level().compareTo(before.enforce().level()) > 0;
        boolean concerns = !create && now.level() != Level.PRIVILEGED && !now.equals(before.enforce()) && stricter;
        if (configuration.exemptsNamespace(review.namespace())) {
            if (create || concerns) {
                warnOfExemption(review, policy);
            }
        } else if (concerns) {
            warnOfPods(review, now);
        }
    }

    private NamespacePolicy policy(ObjectValue namespace) {
        return NamespacePolicy.of(namespace.object("metadata").object("labels"), configuration.defaults());
    }

    private void warnOfExemption(Review review, NamespacePolicy policy) {
        if (!policy.isPrivileged() && !policy.isEquivalent(configuration.defaults())) {
            ObjectValue labels = review.object().object("metadata").object("labels");
            review.call()
                    .warn("namespace \"" + review.namespace() + "\" is exempt from Pod Security, and the policy ("
                            + policy.shown(labels) + ") will be ignored");
        }
    }

    private record Breakers(String first, int count) {}

    private void warnOfPods(Review review, Standard standard) {
        Kind pods = review.context().kinds().get(Resources.PODS);
        Map<String, Breakers> byReason = new TreeMap<>();
        List<ObjectValue> entries =
                prioritized(review.context().snapshot().list(pods.range(review.namespace())).stream()
                        .map(entry -> StoredObject.of(entry).tree())
                        .toList());
        for (ObjectValue pod : entries.subList(0, Math.min(PODS_MAX, entries.size()))) {
            List<Finding> findings = Checks.violations(standard, PodView.of(pod));
            if (!findings.isEmpty()) {
                String name = pod.object("metadata").text("name", "");
                byReason.merge(
                        Finding.reasons(findings),
                        new Breakers(name, 1),
                        (a, b) -> new Breakers(
                                a.first().compareTo(b.first()) < 0 ? a.first() : b.first(), a.count() + 1));
            }
        }
        if (entries.size() > PODS_MAX) {
            review.call()
                    .warn("new PodSecurity enforce level only checked against the first " + PODS_MAX + " of "
                            + entries.size() + " existing pods");
        }
        if (!byReason.isEmpty()) {
            review.call()
                    .warn("existing pods in namespace \"" + review.namespace()
                            + "\" violate the new PodSecurity enforce level \"" + standard + "\"");
        }
        byReason.entrySet().stream()
                .map(entry -> told(entry.getValue()) + ": " + entry.getKey())
                .sorted()
                .forEach(review.call()::warn);
    }

    /** Those of classes that are judged; of each controller's Pods one first, as the others are likely to be like it. */
    private List<ObjectValue> prioritized(List<ObjectValue> pods) {
        List<ObjectValue> first = new ArrayList<>();
        List<ObjectValue> others = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ObjectValue pod : pods) {
            if (configuration.exemptsClass(pod.object("spec").text("runtimeClassName", ""))) {
                continue;
            }
            boolean replica = pod.object("metadata").list("ownerReferences").objects().stream()
                    .filter(owner -> owner.flag("controller", false))
                    .anyMatch(owner -> !seen.add(owner.text("uid", "")));
            (replica ? others : first).add(pod);
        }
        first.addAll(others);
        return first;
    }

    private static String told(Breakers breakers) {
        return switch (breakers.count()) {
            case 1 -> breakers.first();
            case 2 -> breakers.first() + " (and 1 other pod)";
            default -> breakers.first() + " (and " + (breakers.count() - 1) + " other pods)";
        };
    }
}
