package dev.jukung.controllers.cronjob;

import dev.jukung.base.Clock;
import dev.jukung.controllers.cronjob.Runs.Due;
import dev.jukung.controllers.cronjob.Runs.Missed;
import dev.jukung.controllers.cronjob.Runs.SenselessException;
import dev.jukung.controllers.job.Jobs;
import dev.jukung.model.CronSchedule;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.batch.v1.CronJob;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.model.core.v1.ObjectReference;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Lister;
import dev.jukung.runtime.Reconciler;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Starts the Jobs of a CronJob: one for the last run that is due, named after its time, so that nobody starts it twice.
 * It keeps nothing between calls.
 */
final class CronJobReconciler implements Reconciler<ObjectKey> {
    /** Go's {@code time.RFC1123Z}. */
    private static final DateTimeFormatter MAIL_TIME = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ApiClient client;
    private final Clock clock;
    private final EventRecorder events;
    private final RunWrites writes;
    private final Lister<CronJob> cronJobs;
    private final Lister<Job> jobs;

    CronJobReconciler(ApiClient client, Clock clock, EventRecorder events, Lister<CronJob> cronJobs, Lister<Job> jobs) {
        this.client = client;
        this.clock = clock;
        this.events = events;
        writes = new RunWrites(client, events);
        this.cronJobs = cronJobs;
        this.jobs = jobs;
    }

    @Override
    public Outcome reconcile(ObjectKey key) throws InterruptedException {
        Optional<CronJob> found = cronJobs.find(key);
        if (found.isEmpty()) {
            return Outcome.SETTLED; // the garbage collector takes what it owned
        }
        CronJob cron = found.get();
        CronJobProgress progress = new CronJobProgress(cron);
        List<Job> owned = jobs.controlledBy(cron.uid());
        for (Job job : CronJobProgress.surplus(cron, owned)) {
            writes.delete(cron, job, progress);
        }
        Outcome outcome;
        try {
            outcome = observe(cron, owned, progress) && !cron.deleting() ? run(cron, progress) : Outcome.SETTLED;
        } catch (ApiException e) {
            write(progress); // what was seen has been seen, whatever went wrong afterwards
            throw e;
        }
        write(progress);
        return outcome;
    }

    private void write(CronJobProgress progress) throws InterruptedException {
        if (progress.changed()) {
            client.updateStatus(Resources.CRONJOBS, progress.now());
        }
    }

    /** False where a newer state of the CronJob is on its way. */
    private boolean observe(CronJob cron, List<Job> owned, CronJobProgress progress) throws InterruptedException {
        for (Job job : owned) {
            boolean listed = progress.isActive(job.uid());
            if (Jobs.finished(job).isEmpty()) {
                if (!listed && !adopted(cron, job)) {
                    return false;
                }
            } else {
                ended(cron, job, listed, progress);
            }
        }
        Set<String> there = owned.stream().map(Job::uid).collect(Collectors.toSet());
        for (ObjectReference reference : progress.active()) {
            String uid = reference.uid().orElse("");
            ObjectKey key = ObjectKey.of(cron.namespace(), reference.name().orElse(""));
            // Asked for at the server: our copy may be behind.
            if (!there.contains(uid) && client.find(Resources.JOBS, key).isEmpty()) {
                events.normal(cron, "MissingJob", "Active job went missing: " + key.name());
                progress.ended(uid);
            }
        }
        return true;
    }

    /** A Job that runs and is not listed: forgotten, made by somebody else, or our CronJob is older than the Job. */
    private boolean adopted(CronJob cron, Job job) throws InterruptedException {
        CronJob latest = client.get(Resources.CRONJOBS, cron.key());
        if (new CronJobProgress(latest).isActive(job.uid())) {
            return false;
        }
        events.warning(cron, "UnexpectedJob", "Saw a job that the controller did not create or forgot: " + job.name());
        return true;
    }

    private void ended(CronJob cron, Job job, boolean listed, CronJobProgress progress) {
        String how = Jobs.finished(job).map(condition -> condition.type()).orElse("");
        if (listed) {
            progress.ended(job.uid());
            events.normal(cron, "SawCompletedJob", "Saw completed job: " + job.name() + ", condition: " + how);
        }
        if (how.equals("Complete")) {
            job.status().completionTime().ifPresent(progress::succeeded);
        }
    }

    private Outcome run(CronJob cron, CronJobProgress progress) throws InterruptedException {
        String zoneName = cron.spec().timeZone().orElse("");
        Optional<ZoneId> zone = CronSchedule.zone(zoneName);
        if (zone.isEmpty()) {
            events.warning(
                    cron, "UnknownTimeZone", "invalid timeZone: \"" + zoneName + "\": unknown time zone " + zoneName);
            return Outcome.SETTLED;
        }
        if (cron.spec().suspend().orElse(false)) {
            return Outcome.SETTLED;
        }
        String text = cron.spec().schedule();
        if (text.contains("TZ")) {
            events.warning(
                    cron,
                    "UnsupportedSchedule",
                    "CRON_TZ or TZ used in schedule \"" + text
                            + "\" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        }
        try {
            CronSchedule schedule = CronSchedule.parse(text, zone.get());
            return run(cron, schedule, zone.get(), progress);
        } catch (IllegalArgumentException e) {
            events.warning(cron, "UnparseableSchedule", "unparseable schedule: \"" + text + "\" : " + e.getMessage());
        } catch (SenselessException e) {
            events.warning(cron, "InvalidSchedule", "invalid schedule: " + text + " : " + e.getMessage());
        }
        return Outcome.SETTLED; // until somebody changes the schedule
    }

    private Outcome run(CronJob cron, CronSchedule schedule, ZoneId zone, CronJobProgress progress)
            throws InterruptedException, SenselessException {
        Instant now = clock.now();
        Due due = Runs.due(cron, now, schedule, true);
        if (due.latest().isPresent()) {
            if (due.missed() == Missed.MANY) {
                events.warning(
                        cron,
                        "TooManyMissedTimes",
                        "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock"
                                + " skew");
            }
            start(cron, due.latest().get(), zone, progress);
        }
        return Runs.untilNext(progress.now(), now, schedule)
                .<Outcome>map(Outcome.CheckAgain::new)
                .orElse(Outcome.SETTLED);
    }

    private void start(CronJob cron, Instant scheduled, ZoneId zone, CronJobProgress progress)
            throws InterruptedException {
        if (cron.spec().startingDeadlineSeconds().isPresent()
                && scheduled
                        .plusSeconds(cron.spec().startingDeadlineSeconds().getAsLong())
                        .isBefore(clock.now())) {
            events.warning(
                    cron, "MissSchedule", "Missed scheduled time to start a job: " + MAIL_TIME.format(scheduled));
            return;
        }
        if (progress.isActiveByName(RunWrites.name(cron, scheduled))
                || cron.status().lastScheduleTime().filter(scheduled::equals).isPresent()) {
            return; // done already
        }
        String policy = cron.spec().concurrencyPolicy().orElse("Allow");
        if (policy.equals("Forbid") && !progress.active().isEmpty()) {
            events.normal(
                    cron,
                    "JobAlreadyActive",
                    "Not starting job because prior execution is running and concurrency policy is Forbid");
            return;
        }
        if (policy.equals("Replace")) {
            writes.replaceActive(cron, progress);
        }
        writes.create(cron, scheduled.atZone(zone), progress);
    }

    /** How long until the next run by a schedule that has just been changed. */
    Optional<Duration> untilNext(CronJob cron) {
        Optional<ZoneId> zone = CronSchedule.zone(cron.spec().timeZone().orElse(""));
        try {
            CronSchedule schedule = CronSchedule.parse(cron.spec().schedule(), zone.orElse(ZoneOffset.UTC));
            return Runs.untilNext(cron, clock.now(), schedule);
        } catch (IllegalArgumentException _) {
            events.warning(
                    cron,
                    "UnParseableCronJobSchedule",
                    "unparseable schedule for cronjob: " + cron.spec().schedule());
            return Optional.empty();
        }
    }
}
