package dev.jukung.controllers.cronjob;

import dev.jukung.base.Cause;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.batch.v1.CronJob;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.core.v1.ObjectReference;
import dev.jukung.model.meta.v1.ObjectMeta;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Reason;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes and deletes the Jobs of CronJobs, tells users of it, and notes it in the progress. */
final class RunWrites {
    private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    private final ApiClient client;
    private final EventRecorder events;

    RunWrites(ApiClient client, EventRecorder events) {
        this.client = client;
        this.events = events;
    }

    /** The same for the same run, so that no run is started twice. */
    static String name(CronJob cron, Instant scheduled) {
        return cron.name() + "-" + scheduled.getEpochSecond() / 60;
    }

    /** Deletes the Jobs that run. */
    void replaceActive(CronJob cron, CronJobProgress progress) throws InterruptedException {
        for (ObjectReference reference : progress.active()) {
            ObjectKey key = ObjectKey.of(cron.namespace(), reference.name().orElse(""));
            Job running;
            try {
                running = client.get(Resources.JOBS, key);
            } catch (ApiException e) {
                events.warning(cron, "FailedGet", "Get job: " + e.getMessage());
                throw e;
            }
            if (!delete(cron, running, progress)) {
                throw new ApiException(Reason.INTERNAL_ERROR, "could not replace job " + key);
            }
        }
    }

    /** False where it could not be deleted, which users have been told. */
    boolean delete(CronJob cron, Job job, CronJobProgress progress) throws InterruptedException {
        try {
            Cause.doing(
                    "delete a Job of CronJob " + cron.key(),
                    () -> client.delete(
                            Resources.JOBS,
                            job.key(),
                            DeleteOptions.propagation("Background").onlyUid(job.uid())));
        } catch (ApiException e) {
            if (e.is(Reason.NOT_FOUND)) {
                progress.ended(job.uid());
                return true; // our copy was behind
            }
            events.warning(cron, "FailedDelete", "Deleted job: " + e.getMessage());
            return false;
        }
        progress.ended(job.uid());
        events.normal(cron, "SuccessfulDelete", "Deleted job " + job.name());
        return true;
    }

    private static Job job(CronJob cron, ZonedDateTime scheduled) {
        ObjectMeta template = cron.spec().jobTemplate().metadata();
        Map<String, String> annotations = new HashMap<>(template.annotations());
        annotations.put(SCHEDULED, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(scheduled));
        OwnerReference owner = OwnerReferences.newControllerRef(cron, Resources.CRONJOBS);
        Job job = Job.named(cron.namespace(), name(cron, scheduled.toInstant()));
        return job.withMetadata(job.metadata()
                        .withLabels(template.labels())
                        .withAnnotations(annotations)
                        .withOwnerReferences(List.of(owner)))
                .withSpec(cron.spec().jobTemplate().spec());
    }

    /** Starts the run of a time, unless that has been done. */
    void create(CronJob cron, ZonedDateTime scheduled, CronJobProgress progress) throws InterruptedException {
        Job job = job(cron, scheduled);
        Job created;
        try {
            created = Cause.deciding(
                    "start the run of " + scheduled.toInstant() + " of CronJob " + cron.key(),
                    () -> client.create(Resources.JOBS, job));
            events.normal(cron, "SuccessfulCreate", "Created job " + created.name());
        } catch (ApiException e) {
            if (e.is(Reason.ALREADY_EXISTS)) {
                // Either we failed to note it, or somebody else looks after it.
                Job there = client.get(Resources.JOBS, job.key());
                boolean ours = OwnerReferences.isControlledBy(there, cron);
                if (ours && !progress.isActive(there.uid())) {
                    progress.started(EventRecorder.reference(there), scheduled.toInstant());
                }
                return;
            }
            if (!e.hasCause("NamespaceTerminating")) {
                events.warning(cron, "FailedCreate", "Error creating job: " + e.getMessage());
            }
            throw e;
        }
        progress.started(EventRecorder.reference(created), scheduled.toInstant());
    }
}
