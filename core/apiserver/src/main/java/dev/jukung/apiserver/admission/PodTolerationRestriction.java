package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.configuration.ConfigurationFile;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.model.quota.QuotaScopes;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * PodTolerationRestriction: a namespace's annotations give its Pods tolerations and say which ones they may have; where it has
 * none, the cluster's configuration does. Immutable.
 */
record PodTolerationRestriction(ListValue defaults, ListValue whitelist) implements Admission {
    private static final Set<String> TYPES =
            Set.of(ConfigurationFile.type("podtolerationrestriction.admission.k8s.io/v1alpha1", "Configuration"));
    private static final String DEFAULTS = "scheduler.alpha.kubernetes.io/defaultTolerations";
    private static final String WHITELIST = "scheduler.alpha.kubernetes.io/tolerationsWhitelist";
    private static final ObjectValue MEMORY =
            ObjectValue.of("key", "node.kubernetes.io/memory-pressure", "operator", "Exists", "effect", "NoSchedule");

    static PodTolerationRestriction of(PluginConfigurations told) {
        ObjectValue config = told.of("PodTolerationRestriction", "PodTolerationRestrictionConfiguration", TYPES)
                .orElse(ObjectValue.EMPTY);
        FieldErrors errors = new FieldErrors();
        FieldPath path = FieldPath.of("podtolerationrestriction");
        for (String list : List.of("default", "whitelist")) {
            Tolerations.check(path.child(list), config.list(list), errors);
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException("invalid config: "
                    + errors.list().stream().map(FieldError::message).collect(Collectors.joining(" ", "[", "]")));
        }
        return new PodTolerationRestriction(config.list("default"), config.list("whitelist"));
    }

    @Override
    public ObjectValue mutate(Review review) {
        if (!isConcerned(review)) {
            return review.object();
        }
        ObjectValue pod = review.object();
        List<ObjectValue> own = pod.object("spec").list("tolerations").objects();
        ListValue extra = ListValue.EMPTY;
        if (review.operation() == Operation.CREATE) {
            extra = tolerations(review, DEFAULTS).orElse(defaults);
        }
        if (!QuotaScopes.isBestEffort(pod)) {
            extra = extra.plus(MEMORY);
        }
        ObjectValue result =
                extra.isEmpty() ? pod : pod.withAt(Tolerations.merged(own, extra.objects()), "spec", "tolerations");
        validate(review.with(result));
        return result;
    }

    @Override
    public void validate(Review review) {
        if (!isConcerned(review)) {
            return;
        }
        List<ObjectValue> own =
                review.object().object("spec").list("tolerations").objects();
        if (own.isEmpty()) {
            return;
        }
        Optional<ListValue> ofNamespace = tolerations(review, WHITELIST);
        List<ObjectValue> allowed = ofNamespace.orElse(whitelist).objects();
        boolean conflict = !allowed.isEmpty()
                && own.stream().anyMatch(toleration -> allowed.stream()
                        .noneMatch(wider -> Tolerations.covers(wider, toleration)));
        if (conflict) {
            throw failed("pod tolerations (possibly merged with namespace default tolerations) conflict with its "
                    + (ofNamespace.isPresent() ? "namespace" : "cluster") + " whitelist");
        }
    }

    private static boolean isConcerned(Review review) {
        return review.concerns("", "pods")
                && (review.operation() == Operation.CREATE || review.operation() == Operation.UPDATE);
    }

    private static Optional<ListValue> tolerations(Review review, String annotation) {
        ObjectValue annotations = Lookups.namespace(review).object("metadata").object("annotations");
        if (!annotations.has(annotation)) {
            return Optional.empty();
        }
        String text = annotations.text(annotation, "");
        try {
            return Optional.of(!text.isEmpty() && Json.parse(text) instanceof ListValue list ? list : ListValue.EMPTY);
        } catch (ParseException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    /** Kubernetes gives this no reason and no better code. */
    private static ApiException failed(String why) {
        return new ApiException(Reason.UNKNOWN, why);
    }
}
