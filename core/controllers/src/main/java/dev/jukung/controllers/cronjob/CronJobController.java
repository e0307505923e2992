package dev.jukung.controllers.cronjob;

import dev.jukung.model.ObjectKey;
import dev.jukung.model.OwnerReferences;
import dev.jukung.model.Resources;
import dev.jukung.model.batch.v1.CronJob;
import dev.jukung.model.batch.v1.Job;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.ControllerLoop;
import dev.jukung.runtime.EventRecorder;
import dev.jukung.runtime.Informer;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Surroundings;

/** The cronjob-controller: starts Jobs at the times that CronJobs name. */
public final class CronJobController implements Controller {
    private static final String NAME = "cronjob-controller";
    /** Kubernetes' {@code --concurrent-cron-job-syncs}. */
    private static final int WORKERS = 5;

    private final EventRecorder events;
    private final CronJobReconciler reconciler;
    private final ControllerLoop<ObjectKey> loop;

    public CronJobController(ApiClient client, Informers informers, Surroundings surroundings) {
        events = new EventRecorder(client, NAME, "", surroundings);
        Informer<CronJob> cronJobs = informers.of(Resources.CRONJOBS);
        Informer<Job> jobs = informers.of(Resources.JOBS);
        reconciler = new CronJobReconciler(client, surroundings.clock(), events, cronJobs.lister(), jobs.lister());
        loop = new ControllerLoop<>(NAME, reconciler, surroundings);
        cronJobs.handle(this::changed);
        jobs.handle(this::jobChanged);
    }

    /** A new schedule counts from now on: a time that has passed is none that was missed. */
    private void changed(Change<CronJob> change) {
        CronJob cron = change.object();
        boolean rescheduled = change instanceof Change.Modified<CronJob>(CronJob before, CronJob after)
                && !(before.spec().schedule().equals(after.spec().schedule())
                        && before.spec().timeZone().equals(after.spec().timeZone()));
        if (rescheduled) {
            reconciler.untilNext(cron).ifPresent(delay -> loop.addAfter(cron.key(), delay));
        } else {
            loop.add(cron.key(), change.trigger());
        }
    }

    private void jobChanged(Change<Job> change) {
        OwnerReferences.controllerOf(change.object())
                .filter(owner -> owner.kind().equals(Resources.CRONJOBS.kind()))
                .ifPresent(
                        owner -> loop.add(ObjectKey.of(change.object().namespace(), owner.name()), change.trigger()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        loop.start(WORKERS);
    }

    @Override
    public void close() {
        loop.close();
        events.close();
    }
}
