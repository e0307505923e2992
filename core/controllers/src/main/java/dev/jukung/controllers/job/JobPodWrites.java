package dev.jukung.controllers.job;

import dev.jukung.controllers.pods.Expectations;
import dev.jukung.controllers.pods.PodStates;
import dev.jukung.controllers.pods.PodWrites;
import dev.jukung.controllers.pods.SlowStart;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.EnvVar;
import dev.jukung.model.core.v1.EnvVarSource;
import dev.jukung.model.core.v1.ObjectFieldSelector;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodSpec;
import dev.jukung.model.meta.v1.ObjectMeta;
import dev.jukung.runtime.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Creates and deletes the pods of Jobs. */
final class JobPodWrites {
    private static final String INDEX_VARIABLE = "JOB_COMPLETION_INDEX";
    /** Kubernetes' {@code MaxGeneratedNameLength}. */
    private static final int PREFIX_LENGTH_MAX = 58;

    private final PodWrites writes;
    private final Expectations<ObjectKey> expectations;

    JobPodWrites(PodWrites writes, Expectations<ObjectKey> expectations) {
        this.writes = writes;
        this.expectations = expectations;
    }

    /** @param done how many of the writes went through; of deletions, how many of those pods were ready */
    record Result(int done, int readyDeleted, Optional<ApiException> failure) {}

    Result create(JobState state, List<OptionalInt> indexes) throws InterruptedException {
        Job job = state.job();
        Map<Integer, Pod> replaced = state.lastFailedByIndex();
        Pod plain = template(job);
        expectations.expectCreations(job.key(), indexes.size());
        int unobserved = indexes.size();
        try {
            SlowStart.Result result = SlowStart.run(indexes.size(), i -> {
                OptionalInt index = indexes.get(i);
                Pod pod = index.isPresent() ? indexed(job, plain, index.getAsInt(), replaced) : plain;
                writes.create(pod, job);
            });
            unobserved = indexes.size() - result.succeeded();
            return new Result(result.succeeded(), 0, result.failure());
        } finally {
            for (int i = 0; i < unobserved; i++) {
                expectations.creationObserved(job.key()); // no event will tell of those
            }
        }
    }

    Result delete(Job job, List<Pod> pods) throws InterruptedException {
        if (pods.isEmpty()) {
            return new Result(0, 0, Optional.empty());
        }
        expectations.expectDeletions(job.key(), pods.stream().map(Pod::uid).toList());
        SlowStart.Result result = SlowStart.together(0, pods.size(), i -> {
            Pod pod = pods.get(i);
            boolean deleted = false;
            try {
                deleted = writes.delete(pod, job);
            } finally {
                if (!deleted) {
                    expectations.deletionObserved(job.key(), pod.uid()); // no event will tell of it
                }
            }
        });
        int ready = (int) pods.stream().filter(PodStates::isReady).count();
        return new Result(result.succeeded(), ready, result.failure());
    }

    private static Pod template(Job job) {
        Pod pod = PodWrites.fromTemplate(
                job.spec().template(), job, OwnerReferences.newControllerRef(job, Resources.JOBS));
        List<String> finalizers = new ArrayList<>(pod.metadata().finalizers());
        if (!finalizers.contains(Jobs.FINALIZER)) {
            finalizers.add(Jobs.FINALIZER);
        }
        return pod.withMetadata(pod.metadata().withFinalizers(finalizers));
    }

    private static Pod indexed(Job job, Pod plain, int index, Map<Integer, Pod> replaced) {
        Map<String, String> labels = new LinkedHashMap<>(plain.metadata().labels());
        labels.put(Jobs.INDEX, Integer.toString(index));
        Map<String, String> annotations = new LinkedHashMap<>(plain.metadata().annotations());
        annotations.put(Jobs.INDEX, Integer.toString(index));
        if (job.spec().backoffLimitPerIndex().isPresent()) {
            annotations.putAll(failureCounts(job, Optional.ofNullable(replaced.get(index))));
        }
        ObjectMeta metadata = plain.metadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .withGenerateName(prefix(job.name(), index));
        PodSpec spec = plain.spec().withHostname(job.name() + "-" + index);
        spec = spec.withContainers(withVariable(spec.containers()));
        if (!spec.initContainers().isEmpty()) {
            spec = spec.withInitContainers(withVariable(spec.initContainers()));
        }
        return plain.withMetadata(metadata).withSpec(spec);
    }

    private static Map<String, String> failureCounts(Job job, Optional<Pod> replaced) {
        int failures = 0;
        int ignored = 0;
        if (replaced.isPresent()) {
            boolean counted = FailurePolicy.of(job, replaced.get()).isCounted();
            failures = Jobs.indexFailures(replaced.get()) + (counted ? 1 : 0);
            ignored = Jobs.indexIgnoredFailures(replaced.get()) + (counted ? 0 : 1);
        }
        Map<String, String> counts = new LinkedHashMap<>();
        counts.put(Jobs.INDEX_FAILURES, Integer.toString(failures));
        if (ignored > 0) {
            counts.put(Jobs.INDEX_IGNORED_FAILURES, Integer.toString(ignored));
        }
        return counts;
    }

    private static String prefix(String job, int index) {
        String suffix = "-" + index + "-";
        int room = PREFIX_LENGTH_MAX - suffix.length();
        return (job.length() > room ? job.substring(0, room) : job) + suffix;
    }

    private static List<Container> withVariable(List<Container> containers) {
        EnvVarSource source = EnvVarSource.EMPTY.withFieldRef(
                ObjectFieldSelector.EMPTY.withFieldPath("metadata.labels['" + Jobs.INDEX + "']"));
        EnvVar variable = EnvVar.EMPTY.withName(INDEX_VARIABLE).withValueFrom(source);
        List<Container> result = new ArrayList<>();
        for (Container container : containers) {
            List<EnvVar> variables = new ArrayList<>(container.env());
            if (variables.stream().noneMatch(known -> known.name().equals(INDEX_VARIABLE))) {
                variables.add(variable);
            }
            result.add(container.withEnv(variables));
        }
        return result;
    }
}
