package dev.jukung.apiserver.flowcontrol;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.base.Clock;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a request is served: finds its priority level and flow, and lets it wait for seats where there are none. The
 * configuration is read again when somebody says that it has changed. Thread-safe.
 */
public final class FlowController implements AutoCloseable {
    /** Seats are lent and taken back so often while requests have to wait. */
    private static final Duration BORROWING_PERIOD = Duration.ofSeconds(10);

    private static final double NANOS = 1e9;
    private static final double SEATS_PART_MAX = 0.15;

    /** The stored FlowSchemas and PriorityLevelConfigurations. */
    public record Objects(List<ObjectValue> schemas, List<ObjectValue> levels) {}

    /** What is decided of a request. */
    public sealed interface Entry {
        /** Of the objects that decided, for the answer's headers. */
        String schemaUid();

        String levelUid();

        /** It may run; {@link #leave} has to be called when it has. */
        record Running(String schemaUid, String levelUid, Runnable onLeave) implements Entry {
            public void leave() {
                onLeave.run();
            }
        }

        record Refused(String schemaUid, String levelUid, long retryAfterSeconds) implements Entry {}
    }

    /** What the controller runs on at a time. */
    private record Running(
            FlowConfiguration configuration,
            Map<String, SeatAllocation.Limits> limits,
            Map<String, LevelState> levels) {}

    private final int seats;
    private final Supplier<Objects> stored;
    private final Clock clock;
    private final FlowMetrics metrics;
    private final Duration longestWait;
    private final Map<String, FlowMetrics.Flow> flows = new ConcurrentHashMap<>(); // as many as there are schemas
    private volatile @Nullable Running running; // replaced under this; null: has to be read again
    private Map<String, LevelState> known = Map.of(); // guarded by this
    private Map<String, PriorityLevel> knownLevels = Map.of(); // guarded by this
    private Clock.@Nullable Timer borrowing; // guarded by this
    private boolean closed; // guarded by this

    /** @param seats of the whole server: {@code --max-requests-inflight} and {@code --max-mutating-requests-inflight} */
    public FlowController(int seats, Supplier<Objects> stored, Duration longestWait, Clock clock, FlowMetrics metrics) {
        this.seats = seats;
        this.stored = stored;
        this.longestWait = longestWait;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** A FlowSchema or PriorityLevelConfiguration was written. */
    public void changed() {
        running = null;
    }

    private Running running() {
        Running now = running;
        return now == null ? configure() : now;
    }

    private synchronized Running configure() {
        Running now = running;
        if (now != null) {
            return now;
        }
        Objects objects = stored.get();
        FlowConfiguration configuration = FlowConfiguration.of(objects.schemas(), objects.levels());
        Map<String, SeatAllocation.Limits> limits =
                SeatAllocation.nominal(seats, configuration.levels().values());
        Map<String, LevelState> levels = new LinkedHashMap<>();
        configuration.levels().forEach((name, level) -> {
            SeatAllocation.Limits limit = limit(limits, name);
            metrics.configured(name, limit);
            levels.put(name, state(level, limit));
        });
        known = levels;
        knownLevels = configuration.levels();
        Running next = new Running(configuration, limits, levels);
        running = next;
        return next;
    }

    /** Keeps the queues of a level whose way of queuing stays; what waits in others is served from where it is. */
    private LevelState state(PriorityLevel level, SeatAllocation.Limits limit) {
        LevelState before = known.get(level.name());
        PriorityLevel levelBefore = knownLevels.get(level.name());
        if (before != null && levelBefore != null && levelBefore.waiting().equals(level.waiting())) {
            if (levelBefore.shares() != level.shares()) {
                before.limit(limit.initial());
            }
            return before;
        }
        metrics.seats(level.name(), limit.initial());
        return new LevelState(level.waiting(), limit.initial(), clock);
    }

    private static SeatAllocation.Limits limit(Map<String, SeatAllocation.Limits> limits, String name) {
        SeatAllocation.Limits limit = limits.get(name);
        if (limit == null) {
            throw new IllegalStateException("no seats for priority level " + name);
        }
        return limit;
    }

    /**
     * Waits until the request may run, or is refused.
     *
     * @param estimate the seats it takes, given the most it may take in its level
     */
    public Entry enter(Attributes asked, IntUnaryOperator estimate) throws InterruptedException {
        Running now = running();
        FlowConfiguration.Match match = now.configuration().match(asked);
        PriorityLevel level = match.level();
        LevelState state = now.levels().get(level.name());
        if (state == null) {
            throw new IllegalStateException("no queues for priority level " + level.name());
        }
        FlowMetrics.Flow flow = flows.computeIfAbsent(
                match.schema().name() + "/" + level.name(),
                _ -> metrics.flow(match.schema().name(), level.name()));
        String distinguisher = match.schema().flow(asked);
        long hash = level.waiting() instanceof PriorityLevel.Waiting.Queues
                ? Dealer.hash(match.schema().name(), distinguisher)
                : 0;
        int wanted = estimate.applyAsInt(seatsMax(level, limit(now.limits(), level.name())));
        flow.estimates().observe(wanted);
        FlowRequest request = new FlowRequest(match.schema().name(), distinguisher, asked);
        long arrived = clock.nanos();
        LevelState.Result result = state.enter(request, wanted, hash, longestWait, flow);
        double waited = (clock.nanos() - arrived) / NANOS;
        if (waited > 0 || result instanceof LevelState.Result.Refused) {
            watchBorrowing();
        }
        return switch (result) {
            case LevelState.Result.Refused(String reason, long retryAfter) -> {
                flow.waitedInVain().observe(waited);
                metrics.rejected(match.schema().name(), level.name(), reason);
                yield new Entry.Refused(match.schema().uid(), level.uid(), retryAfter);
            }
            case LevelState.Result.Running(FairQueues.Ticket ticket) -> {
                flow.waited().observe(waited);
                flow.dispatched().inc();
                flow.executing().inc();
                flow.seats().inc(ticket.seats);
                yield new Entry.Running(match.schema().uid(), level.uid(), () -> leave(state, ticket, flow));
            }
        };
    }

    /** One request may not take up a level alone: a part of its seats at most, and fewer than its hand has queues. */
    private static int seatsMax(PriorityLevel level, SeatAllocation.Limits limits) {
        return level.waiting() instanceof PriorityLevel.Waiting.Queues(int _, int hand, int _)
                ? Math.max(1, (int)
                        Math.min(Math.ceil(limits.nominal() * SEATS_PART_MAX), (double) limits.nominal() / hand))
                : 0;
    }

    private void leave(LevelState state, FairQueues.Ticket ticket, FlowMetrics.Flow flow) {
        state.leave(ticket);
        flow.executing().dec();
        flow.seats().dec(ticket.seats);
        flow.executed().observe((clock.nanos() - ticket.started) / NANOS);
    }

    /** An unloaded server has nothing to lend: the timer runs only while somebody had to wait. */
    private synchronized void watchBorrowing() {
        if (borrowing == null && !closed) {
            borrowing = clock.after(BORROWING_PERIOD, this::borrow);
        }
    }

    private void borrow() {
        Running now = running();
        Map<String, SeatAllocation.Wish> wishes = new LinkedHashMap<>();
        boolean crowded = false;
        for (Map.Entry<String, LevelState> each : now.levels().entrySet()) {
            PriorityLevel level = now.configuration().levels().get(each.getKey());
            SeatAllocation.Wish wish = new SeatAllocation.Wish(
                    level != null && level.exempt(),
                    limit(now.limits(), each.getKey()),
                    each.getValue().period());
            wishes.put(each.getKey(), wish);
            metrics.demand(each.getKey(), wish.demand(), wish.target());
            crowded |= each.getValue().crowded();
        }
        SeatAllocation.Division division = SeatAllocation.divide(seats, wishes);
        metrics.fairFraction(division.fairFraction());
        now.levels().forEach((name, state) -> {
            int granted = division.seats().getOrDefault(name, state.seats());
            state.limit(granted);
            metrics.seats(name, granted);
        });
        synchronized (this) {
            borrowing = crowded && !closed ? clock.after(BORROWING_PERIOD, this::borrow) : null;
        }
    }

    /** The levels as they are now, for dumps, by name. */
    Map<String, LevelState> levels() {
        return running().levels();
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (borrowing != null) {
            borrowing.cancel();
            borrowing = null;
        }
    }
}
