package dev.jukung.apiserver.admission.podsecurity;

import dev.jukung.apiserver.admission.podsecurity.Standard.Level;
import dev.jukung.apiserver.configuration.ConfigurationFile;
import dev.jukung.apiserver.registry.Admission.Review;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an operator sets for all namespaces: a PodSecurityConfiguration. Immutable.
 *
 * @param defaults where labels of a namespace do not say otherwise
 * @param users whose requests are not judged
 * @param namespaces in which nothing is judged
 * @param runtimeClasses of Pods that are not judged
 */
record SecurityConfiguration(
        NamespacePolicy defaults, Set<String> users, Set<String> namespaces, Set<String> runtimeClasses) {
    static final SecurityConfiguration STANDARD =
            new SecurityConfiguration(NamespacePolicy.PRIVILEGED, Set.of(), Set.of(), Set.of());

    private static final String KIND = "PodSecurityConfiguration";
    private static final Set<String> TYPES = Stream.of("v1", "v1beta1", "v1alpha1")
            .map(version -> ConfigurationFile.type("pod-security.admission.config.k8s.io/" + version, KIND))
            .collect(Collectors.toUnmodifiableSet());

    /** @throws IllegalArgumentException with everything that is wrong, in Kubernetes' words */
    static SecurityConfiguration of(ObjectValue tree) {
        ObjectValue config = ConfigurationFile.decode(tree, KIND, TYPES);
        FieldErrors errors = new FieldErrors();
        ObjectValue defaults = config.object("defaults");
        Standard enforce = standard(defaults, "enforce", errors);
        Standard warn = standard(defaults, "warn", errors);
        Standard audit = standard(defaults, "audit", errors);
        ObjectValue exemptions = config.object("exemptions");
        Set<String> namespaces = names(exemptions, "namespaces", NameRule.LABEL::problems, errors);
        Set<String> classes = names(exemptions, "runtimeClasses", NameRule.SUBDOMAIN::problems, errors);
        Set<String> users = names(
                exemptions,
                "usernames",
                (name, _) -> name.isEmpty() ? List.of("username must not be empty") : List.of(),
                errors);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("PodSecurity invalid: " + errors.message());
        }
        return new SecurityConfiguration(
                new NamespacePolicy(enforce, audit, warn, new FieldErrors()), users, namespaces, classes);
    }

    private static Standard standard(ObjectValue defaults, String mode, FieldErrors errors) {
        FieldPath path = FieldPath.of("defaults");
        String level = defaults.text(mode, "");
        String version = defaults.text(mode + "-version", "");
        return new Standard(
                level.isEmpty()
                        ? Level.PRIVILEGED
                        : Standard.level(level, path.child(mode), errors).orElse(Level.RESTRICTED),
                version.isEmpty() ? Standard.LATEST : Standard.version(version, path.child(mode + "-version"), errors));
    }

    /** What is wrong with a name. */
    private interface Rule {
        List<String> problems(String name, boolean prefix);
    }

    private static Set<String> names(ObjectValue exemptions, String list, Rule rule, FieldErrors errors) {
        FieldPath path = FieldPath.of("exemptions").child(list);
        List<String> given = exemptions.list(list).texts();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            List<String> problems = rule.problems(given.get(i), false);
            if (!problems.isEmpty()) {
                errors.add(FieldError.invalid(path.index(i), given.get(i), String.join(", ", problems)));
            } else if (!names.add(given.get(i))) {
                errors.add(FieldError.duplicate(path.index(i), given.get(i)));
            }
        }
        return names;
    }

    /** Why a request is not judged, whatever its Pod is: {@code namespace} or {@code user}. */
    Optional<String> exemption(Review review) {
        if (exemptsNamespace(review.namespace())) {
            return Optional.of("namespace");
        }
        return users.contains(review.call().user().name()) ? Optional.of("user") : Optional.empty();
    }

    boolean exemptsNamespace(String name) {
        return namespaces.contains(name);
    }

    boolean exemptsClass(String runtimeClass) {
        return runtimeClasses.contains(runtimeClass);
    }
}
