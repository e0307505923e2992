package dev.jukung.controllers.deployment;

import dev.jukung.model.apps.v1.Deployment;
import dev.jukung.model.apps.v1.ReplicaSet;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What a Deployment notes on its sets, as annotations: revisions, their history, and the sizes at the last scaling. */
final class Revisions {
    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    static final String MAX = "deployment.kubernetes.io/max-replicas";
    private static final Set<String> NOT_COPIED = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            HISTORY,
            DESIRED,
            MAX,
            "deprecated.deployment.rollback.to");
    /** Kubernetes': older revisions are forgotten so that the annotation does not grow without end. */
    private static final int HISTORY_LENGTH_MAX = 2000;

    private Revisions() {}

    static long of(ReplicaSet set) {
        return parse(annotations(set).text(REVISION, ""));
    }

    /** The revision of the next new template. */
    static long next(Collection<ReplicaSet> old) {
        return old.stream().mapToLong(Revisions::of).max().orElse(0) + 1;
    }

    static OptionalInt number(ReplicaSet set, String annotation) {
        String text = annotations(set).text(annotation, "");
        return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    /** The annotations of a set about to be created. */
    static ObjectValue forNew(Deployment deployment, long revision) {
        ObjectValue annotations = copied(deployment, ObjectValue.EMPTY).with(REVISION, Long.toString(revision));
        return withSizes(deployment, annotations);
    }

    /** The annotations that the current set should have; the same as it has when nothing is to be written. */
    static ObjectValue forCurrent(Deployment deployment, ReplicaSet set, long revision) {
        ObjectValue annotations = copied(deployment, annotations(set));
        String before = annotations.text(REVISION, "");
        if (parse(before) >= revision) {
            return annotations; // old sets may have gone since, so what it has can be larger
        }
        annotations = annotations.with(REVISION, Long.toString(revision));
        return before.isEmpty() ? annotations : annotations.with(HISTORY, history(annotations, before));
    }

    static ObjectValue withSizes(Deployment deployment, ObjectValue annotations) {
        int replicas = Numbers.replicas(deployment);
        return annotations
                .with(DESIRED, Integer.toString(replicas))
                .with(MAX, Integer.toString(replicas + Numbers.maxSurge(deployment)));
    }

    static ObjectValue annotations(ReplicaSet set) {
        return set.tree().object("metadata").object("annotations");
    }

    private static ObjectValue copied(Deployment deployment, ObjectValue onto) {
        ObjectValue from = deployment.tree().object("metadata").object("annotations");
        ObjectValue result = onto;
        for (int i = 0; i < from.size(); i++) {
            if (!NOT_COPIED.contains(from.keyAt(i))) {
                result = result.with(from.keyAt(i), from.valueAt(i));
            }
        }
        return result;
    }

    /** A set that comes back gets a new revision; the ones it had are kept here. */
    private static String history(ObjectValue annotations, String revision) {
        String known = annotations.text(HISTORY, "");
        if (known.isEmpty()) {
            return revision;
        }
        List<String> revisions = new ArrayList<>(List.of(known.split(",")));
        revisions.add(revision);
        while (revisions.size() > 1 && String.join(",", revisions).length() > HISTORY_LENGTH_MAX) {
            revisions.removeFirst();
        }
        return String.join(",", revisions);
    }

    private static long parse(String revision) {
        return revision.matches("\\d{1,18}") ? Long.parseLong(revision) : 0;
    }
}
