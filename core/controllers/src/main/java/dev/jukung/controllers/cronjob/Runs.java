package dev.jukung.controllers.cronjob;

import dev.jukung.model.CronSchedule;
import dev.jukung.model.batch.v1.CronJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a CronJob should have run and when it has to be looked at again. Pure functions. */
final class Runs {
    /** Kubernetes' {@code nextScheduleDelta}: clocks differ a little. */
    private static final Duration PADDING = Duration.ofMillis(100);
    /** More missed runs than that are a sign of a wrong clock. */
    private static final int MANY = 100;

    /** How many runs have been missed since the last one, roughly. */
    enum Missed {
        NONE,
        FEW,
        MANY
    }

    /**
     * What is due.
     *
     * @param earliest runs are looked for after this
     * @param latest the last time before now at which there should have been a run; empty for none since the last run
     */
    record Due(Instant earliest, Optional<Instant> latest, Missed missed) {}

    /** A schedule that can be read and means nothing. */
    static final class SenselessException extends Exception {
        private static final long serialVersionUID = 1;

        SenselessException() {
            super("time difference between two schedules is less than 1 second");
        }
    }

    private Runs() {}

    /** @param withDeadline whether runs that are too old to be started do not count */
    static Due due(CronJob cron, Instant now, CronSchedule schedule, boolean withDeadline) throws SenselessException {
        Instant earliest = cron.status()
                .lastScheduleTime()
                .orElse(cron.metadata().creationTimestamp().orElse(now));
        if (withDeadline && cron.spec().startingDeadlineSeconds().isPresent()) {
            Instant deadline =
                    now.minusSeconds(cron.spec().startingDeadlineSeconds().getAsLong());
            earliest = deadline.isAfter(earliest) ? deadline : earliest;
        }
        Optional<Instant> first = schedule.next(earliest);
        Optional<Instant> second = first.flatMap(schedule::next);
        if (first.isPresent() && now.isBefore(first.get())) {
            return new Due(earliest, Optional.empty(), Missed.NONE);
        }
        if (second.isPresent() && now.isBefore(second.get())) {
            return new Due(earliest, first, Missed.NONE);
        }
        if (first.isEmpty() || second.isEmpty()) {
            throw new SenselessException();
        }
        long seconds = Math.max(1, Duration.between(first.get(), second.get()).toSeconds());
        long count = Duration.between(first.get(), now).toSeconds() / seconds + 1;
        Optional<Instant> latest = latest(schedule, first.get().plusSeconds((count - 2) * seconds), now);
        return new Due(earliest, latest, count > MANY ? Missed.MANY : Missed.FEW);
    }

    private static Optional<Instant> latest(CronSchedule schedule, Instant from, Instant now) {
        Optional<Instant> latest = Optional.empty();
        Optional<Instant> next = schedule.next(from);
        while (next.isPresent() && !next.get().isAfter(now)) {
            latest = next;
            next = schedule.next(next.get());
        }
        return latest;
    }

    /** How long until the next run; empty where there is none. */
    static Optional<Duration> untilNext(CronJob cron, Instant now, CronSchedule schedule) {
        Instant from = now;
        try {
            Due due = due(cron, now, schedule, false);
            from = due.latest().orElse(due.missed() == Missed.NONE ? due.earliest() : now);
        } catch (SenselessException _) {
            from = now; // there may be a time after all; the next look says what is wrong
        }
        return schedule.next(from).map(next -> Duration.between(now, next).plus(PADDING));
    }
}
