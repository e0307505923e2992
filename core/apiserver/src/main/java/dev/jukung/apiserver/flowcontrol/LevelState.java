package dev.jukung.apiserver.flowcontrol;

import dev.jukung.apiserver.flowcontrol.FairQueues.Arrival;
import dev.jukung.apiserver.flowcontrol.FairQueues.Ticket;
import dev.jukung.base.Clock;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The queues of one priority level, with the lock and the waiting around them. Thread-safe: guarded by this. */
final class LevelState {
    private static final long NANOS = 1_000_000_000L;

    /** How a request fared. */
    sealed interface Result {
        record Running(Ticket ticket) implements Result {}

        /** @param reason as the metrics call it */
        record Refused(String reason, long retryAfterSeconds) implements Result {}
    }

    /** What has happened since the level was made. */
    record Counts(long dispatched, long rejected, long timedOut, long cancelled) {}

    private final Clock clock;
    private final FairQueues queues;
    private final SeatDemand demand;
    private final DroppedRequests dropped = new DroppedRequests();
    private final Map<Ticket, CountDownLatch> waiting = new IdentityHashMap<>();
    private long dispatched;
    private long rejected;
    private long timedOut;
    private long cancelled;

    LevelState(PriorityLevel.Waiting kind, int seats, Clock clock) {
        this.clock = clock;
        queues = new FairQueues(kind, seats, clock.nanos());
        demand = new SeatDemand(clock.nanos());
    }

    /** Waits for a seat, at most so long. */
    Result enter(FlowRequest request, int seats, long hash, Duration longest, FlowMetrics.Flow metrics)
            throws InterruptedException {
        Ticket ticket;
        CountDownLatch turn = new CountDownLatch(1);
        synchronized (this) {
            long now = clock.nanos();
            ticket = new Ticket(request, seats, now);
            Arrival arrival = queues.arrive(ticket, hash, now);
            demandChanged(now);
            switch (arrival) {
                case EXECUTING -> {
                    dispatched++;
                    return new Result.Running(ticket);
                }
                case QUEUE_FULL -> {
                    return refused("queue-full");
                }
                case CONCURRENCY_LIMIT -> {
                    return refused("concurrency-limit");
                }
                case QUEUED -> {
                    waiting.put(ticket, turn);
                    metrics.lengths()
                            .observe(queues.queues().get(ticket.queue()).waiting.size());
                }
            }
        }
        return await(ticket, turn, longest, metrics);
    }

    private Result await(Ticket ticket, CountDownLatch turn, Duration longest, FlowMetrics.Flow metrics)
            throws InterruptedException {
        metrics.waiting().inc();
        metrics.seatsWaiting().inc(ticket.seats);
        Clock.Timer timer = clock.after(longest, turn::countDown);
        try {
            turn.await();
        } catch (InterruptedException e) {
            if (!giveUp(ticket)) {
                leave(ticket); // its turn came at the same moment
            } else {
                count(0, 1);
            }
            throw e;
        } finally {
            timer.cancel();
            metrics.waiting().dec();
            metrics.seatsWaiting().dec(ticket.seats);
        }
        if (giveUp(ticket)) {
            count(1, 0);
            synchronized (this) {
                return refused("time-out");
            }
        }
        return new Result.Running(ticket);
    }

    private synchronized void count(int late, int left) {
        timedOut += late;
        cancelled += left;
    }

    private synchronized boolean giveUp(Ticket ticket) {
        waiting.remove(ticket);
        boolean waited = queues.withdraw(ticket, clock.nanos());
        demandChanged(clock.nanos());
        return waited;
    }

    private Result refused(String reason) {
        rejected++;
        dropped.drop(clock.nanos() / NANOS);
        return new Result.Refused(reason, dropped.retryAfter());
    }

    synchronized void leave(Ticket ticket) {
        long now = clock.nanos();
        wake(queues.finish(ticket, now));
        demandChanged(now);
    }

    synchronized void limit(int seats) {
        wake(queues.limit(seats, clock.nanos()));
    }

    private void wake(List<Ticket> started) {
        for (Ticket ticket : started) {
            dispatched++;
            CountDownLatch turn = waiting.remove(ticket);
            if (turn != null) {
                turn.countDown();
            }
        }
    }

    private void demandChanged(long now) {
        demand.set(queues.seatsInUse() + queues.seatsWaiting(), now);
    }

    synchronized SeatDemand.Period period() {
        return demand.period(clock.nanos());
    }

    synchronized int seats() {
        return queues.limit();
    }

    synchronized boolean crowded() {
        return queues.waiting() > 0;
    }

    synchronized Counts counts() {
        return new Counts(dispatched, rejected, timedOut, cancelled);
    }

    /** Looks at the queues while nothing moves. */
    synchronized <T> T look(java.util.function.Function<FairQueues, T> at) {
        return at.apply(queues);
    }
}
