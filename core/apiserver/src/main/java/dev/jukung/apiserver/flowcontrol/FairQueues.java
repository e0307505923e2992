package dev.jukung.apiserver.flowcontrol;

import dev.jukung.apiserver.flowcontrol.PriorityLevel.Waiting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The seats of one priority level and the queues in front of them: fair queuing by work, where work is seats times seconds.
 *
 * <p>A server that gave each queue its turn one bit at a time would be fair; this dispatches in the order in which such a
 * server would finish. Its progress is the virtual time {@link #progress}: it goes as fast as each queue with requests would be
 * served. Each queue knows the virtual time at which its next request would begin, and the one whose head would end first goes
 * next. How long a request takes is only known afterwards: a guess is put right when it ends. (Demers, Keshav, Shenker:
 * Analysis and Simulation of a Fair Queueing Algorithm; KEP-1040.)
 *
 * <p>Passive: no threads, no locks, and time is an argument. Not thread-safe.
 */
final class FairQueues {
    /** How long a request is thought to take before it is known. */
    private static final double SECONDS_GUESSED = 0.003;

    private static final double NANOS = 1e9;

    /** What came of a request that arrived. */
    enum Arrival {
        EXECUTING,
        QUEUED,
        /** No queue takes it: the one with the least work is as long as it may be. */
        QUEUE_FULL,
        /** There are no queues. */
        CONCURRENCY_LIMIT
    }

    /** A request in here; what it is for is of no interest. */
    static final class Ticket {
        final FlowRequest request;
        final int seats;
        final long arrived;
        long started;
        private int queue = -1;
        private boolean waiting;

        Ticket(FlowRequest request, int seats, long now) {
            this.request = request;
            this.seats = seats;
            this.arrived = now;
        }

        boolean waiting() {
            return waiting;
        }

        /** -1: none. */
        int queue() {
            return queue;
        }
    }

    /** One queue and those that were dispatched from it and still run. */
    static final class Queue {
        final Deque<Ticket> waiting = new ArrayDeque<>();
        final Set<Ticket> executing = new LinkedHashSet<>();
        double nextStart;
        int seatsInUse;

        int waitingSeats() {
            return waiting.stream().mapToInt(ticket -> ticket.seats).sum();
        }

        private boolean idle() {
            return waiting.isEmpty() && executing.isEmpty();
        }
    }

    private final Waiting kind;
    private final Queue[] queues;
    private final Set<Ticket> withoutQueue = new LinkedHashSet<>();
    private int limit;
    private int seatsInUse;
    private int executing;
    private int waiting;
    private int seatsWaiting;
    private double progress;
    private long last;
    private int turn;

    FairQueues(Waiting kind, int limit, long now) {
        this.kind = kind;
        this.limit = limit;
        last = now;
        queues = new Queue[kind instanceof Waiting.Queues some ? some.count() : 0];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new Queue();
        }
    }

    int limit() {
        return limit;
    }

    int seatsInUse() {
        return seatsInUse;
    }

    int seatsWaiting() {
        return seatsWaiting;
    }

    int executing() {
        return executing;
    }

    int waiting() {
        return waiting;
    }

    List<Queue> queues() {
        return List.of(queues);
    }

    Set<Ticket> withoutQueue() {
        return withoutQueue;
    }

    Arrival arrive(Ticket ticket, long hash, long now) {
        pass(now);
        return switch (kind) {
            case Waiting.Exempt _ -> startWithoutQueue(ticket, now);
            case Waiting.Refused _ -> fits(ticket) ? startWithoutQueue(ticket, now) : Arrival.CONCURRENCY_LIMIT;
            case Waiting.Queues(int count, int handSize, int lengthMax) ->
                enqueue(ticket, Dealer.hand(hash, count, handSize), lengthMax, now);
        };
    }

    private Arrival startWithoutQueue(Ticket ticket, long now) {
        withoutQueue.add(ticket);
        start(ticket, now);
        return Arrival.EXECUTING;
    }

    private Arrival enqueue(Ticket ticket, int[] hand, int lengthMax, long now) {
        int chosen = leastWork(hand);
        Queue queue = queues[chosen];
        if (seatsInUse >= limit && queue.waiting.size() >= lengthMax) {
            return Arrival.QUEUE_FULL;
        }
        if (queue.idle()) {
            queue.nextStart = progress;
        }
        queue.waiting.add(ticket);
        ticket.queue = chosen;
        ticket.waiting = true;
        waiting++;
        seatsWaiting += ticket.seats;
        dispatch(now);
        return ticket.waiting ? Arrival.QUEUED : Arrival.EXECUTING;
    }

    private int leastWork(int[] hand) {
        int best = hand[0];
        for (int candidate : hand) {
            if (work(queues[candidate]) < work(queues[best])) {
                best = candidate;
            }
        }
        return best;
    }

    private static double work(Queue queue) {
        return (queue.waitingSeats() + queue.seatsInUse) * SECONDS_GUESSED;
    }

    /** A request that ran has ended. Returns those that run from now on. */
    List<Ticket> finish(Ticket ticket, long now) {
        pass(now);
        seatsInUse -= ticket.seats;
        executing--;
        if (ticket.queue < 0) {
            withoutQueue.remove(ticket);
        } else {
            Queue queue = queues[ticket.queue];
            queue.executing.remove(ticket);
            queue.seatsInUse -= ticket.seats;
            // The guess is put right: who took longer than thought waits longer next time.
            queue.nextStart += ticket.seats * ((now - ticket.started) / NANOS - SECONDS_GUESSED);
        }
        return dispatch(now);
    }

    /** A waiting request is given up. False when it is not waiting any more. */
    boolean withdraw(Ticket ticket, long now) {
        pass(now);
        if (!ticket.waiting) {
            return false;
        }
        queues[ticket.queue].waiting.remove(ticket);
        leaveQueue(ticket);
        return true;
    }

    /** Gives the level another number of seats. Returns those that run from now on. */
    List<Ticket> limit(int seats, long now) {
        pass(now);
        limit = seats;
        return dispatch(now);
    }

    private List<Ticket> dispatch(long now) {
        List<Ticket> started = new ArrayList<>();
        while (waiting > 0) {
            Queue next = firstToFinish();
            Ticket head = next == null ? null : next.waiting.peek();
            // The first in the fair order waits until there is room; others that are smaller must not starve it.
            if (next == null || head == null || !fits(head)) {
                break;
            }
            next.waiting.remove();
            leaveQueue(head);
            next.executing.add(head);
            next.seatsInUse += head.seats;
            next.nextStart += head.seats * SECONDS_GUESSED;
            start(head, now);
            started.add(head);
        }
        return started;
    }

    /** Of queues that would finish at the same time the one after the last that was served. */
    private @Nullable Queue firstToFinish() {
        Queue best = null;
        double bestFinish = Double.POSITIVE_INFINITY;
        int bestAt = turn;
        for (int i = 1; i <= queues.length; i++) {
            int at = (turn + i) % queues.length;
            Ticket head = queues[at].waiting.peek();
            if (head != null) {
                double finish = queues[at].nextStart + head.seats * SECONDS_GUESSED;
                if (finish < bestFinish) {
                    best = queues[at];
                    bestFinish = finish;
                    bestAt = at;
                }
            }
        }
        turn = bestAt;
        if (best != null && best.nextStart < progress) {
            best.nextStart = progress; // nobody saves up turns
        }
        return best;
    }

    private boolean fits(Ticket ticket) {
        return ticket.seats > limit ? executing == 0 : seatsInUse + ticket.seats <= limit;
    }

    private void start(Ticket ticket, long now) {
        ticket.started = now;
        seatsInUse += ticket.seats;
        executing++;
    }

    private void leaveQueue(Ticket ticket) {
        ticket.waiting = false;
        waiting--;
        seatsWaiting -= ticket.seats;
    }

    /** Lets virtual time go on as fast as each queue that has requests has been served since. */
    private void pass(long now) {
        if (queues.length == 0) {
            return;
        }
        double seconds = (now - last) / NANOS;
        last = now;
        if (executing == 0 && waiting == 0) {
            return; // nothing was served, so nothing went on
        }
        int active = 0;
        for (Queue queue : queues) {
            active += queue.idle() ? 0 : 1;
        }
        progress += seconds * Math.min(seatsInUse + seatsWaiting, limit) / Math.max(1, active);
    }
}
