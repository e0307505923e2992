package dev.jukung.controllers.cronjob;

import dev.jukung.controllers.job.Jobs;
import dev.jukung.model.batch.v1.CronJob;
import dev.jukung.model.batch.v1.CronJobStatus;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.core.v1.ObjectReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a CronJob's status becomes as its Jobs are looked at and started. Used by one thread. */
final class CronJobProgress {
    private final CronJob cron;
    private final List<ObjectReference> active;
    private CronJobStatus status;

    CronJobProgress(CronJob cron) {
        this.cron = cron;
        status = cron.status();
        active = new ArrayList<>(status.active());
    }

    /** The CronJob as it is known, with what has become of its status. */
    CronJob now() {
        return active.equals(cron.status().active()) && status.equals(cron.status())
                ? cron
                : cron.withStatus(status.withActive(List.copyOf(active)));
    }

    boolean changed() {
        return now() != cron;
    }

    List<ObjectReference> active() {
        return List.copyOf(active);
    }

    boolean isActive(String uid) {
        return active.stream().anyMatch(job -> job.uid().filter(uid::equals).isPresent());
    }

    boolean isActiveByName(String name) {
        return active.stream().anyMatch(job -> job.name().filter(name::equals).isPresent());
    }

    void ended(String uid) {
        active.removeIf(job -> job.uid().filter(uid::equals).isPresent());
    }

    void started(ObjectReference job, Instant scheduled) {
        active.add(job);
        status = status.withLastScheduleTime(scheduled);
    }

    void succeeded(Instant completed) {
        boolean newest = status.lastSuccessfulTime().map(completed::isAfter).orElse(true);
        if (newest) {
            status = status.withLastSuccessfulTime(completed);
        }
    }

    /** The Jobs beyond the limits of the history, the oldest first. */
    static List<Job> surplus(CronJob cron, List<Job> jobs) {
        List<Job> surplus = new ArrayList<>();
        cron.spec().successfulJobsHistoryLimit().ifPresent(limit -> oldest(jobs, "Complete", limit, surplus));
        cron.spec().failedJobsHistoryLimit().ifPresent(limit -> oldest(jobs, "Failed", limit, surplus));
        return surplus;
    }

    private static void oldest(List<Job> jobs, String ended, int limit, List<Job> surplus) {
        List<Job> sorted = jobs.stream()
                .filter(job -> Jobs.finished(job)
                        .filter(condition -> condition.type().equals(ended))
                        .isPresent())
                .sorted(Comparator.<Job, Instant>comparing(
                                job -> job.status().startTime().orElse(Instant.MAX))
                        .thenComparing(Job::name))
                .toList();
        surplus.addAll(sorted.subList(0, Math.max(0, sorted.size() - limit)));
    }
}
