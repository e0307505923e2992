package dev.jukung.apiserver.flowcontrol;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.datapoints.GaugeDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The metrics {@code apiserver_flowcontrol_*}. Thread-safe. */
public final class FlowMetrics {
    private static final double[] WAITS = {0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30};
    private static final double[] EXECUTIONS = {0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30};
    private static final double[] LENGTHS = {0, 10, 25, 50, 100, 250, 500, 1000};
    private static final double[] SEATS = {1, 2, 4, 10, 100};
    private static final String LEVEL = "priority_level";
    private static final String SCHEMA = "flow_schema";

    /** The metrics of one schema's requests, looked up once. */
    record Flow(
            CounterDataPoint dispatched,
            GaugeDataPoint executing,
            GaugeDataPoint seats,
            GaugeDataPoint waiting,
            GaugeDataPoint seatsWaiting,
            DistributionDataPoint waited,
            DistributionDataPoint waitedInVain,
            DistributionDataPoint executed,
            DistributionDataPoint lengths,
            DistributionDataPoint estimates) {}

    private final Counter rejected;
    private final Counter dispatched;
    private final Gauge executing;
    private final Gauge executingSeats;
    private final Gauge waiting;
    private final Gauge waitingSeats;
    private final Histogram waits;
    private final Histogram executions;
    private final Histogram lengths;
    private final Histogram estimates;
    private final Gauge nominal;
    private final Gauge lower;
    private final Gauge upper;
    private final Gauge current;
    private final Gauge highWatermark;
    private final Gauge average;
    private final Gauge deviation;
    private final Gauge smoothed;
    private final Gauge target;
    private final Gauge fairFraction;

    public FlowMetrics(PrometheusRegistry registry) {
        rejected = Counter.builder()
                .name("apiserver_flowcontrol_rejected_requests_total")
                .help("[BETA] Number of requests rejected by API Priority and Fairness subsystem")
                .labelNames(SCHEMA, LEVEL, "reason")
                .register(registry);
        dispatched = Counter.builder()
                .name("apiserver_flowcontrol_dispatched_requests_total")
                .help("[BETA] Number of requests executed by API Priority and Fairness subsystem")
                .labelNames(SCHEMA, LEVEL)
                .register(registry);
        executing = gauge(
                registry,
                "current_executing_requests",
                "[BETA] Number of requests in initial (for a WATCH) or any (for a non-WATCH) execution stage in the API Priority and Fairness subsystem",
                SCHEMA,
                LEVEL);
        executingSeats = gauge(
                registry,
                "current_executing_seats",
                "[BETA] Concurrency (number of seats) occupied by the currently executing (initial stage for a WATCH, any stage otherwise) requests in the API Priority and Fairness subsystem",
                SCHEMA,
                LEVEL);
        waiting = gauge(
                registry,
                "current_inqueue_requests",
                "[BETA] Number of requests currently pending in queues of the API Priority and Fairness subsystem",
                SCHEMA,
                LEVEL);
        waitingSeats = gauge(
                registry,
                "current_inqueue_seats",
                "[ALPHA] Number of seats currently pending in queues of the API Priority and Fairness subsystem",
                SCHEMA,
                LEVEL);
        waits = histogram(
                registry,
                "request_wait_duration_seconds",
                "[BETA] Length of time a request spent waiting in its queue",
                WAITS,
                "execute",
                SCHEMA,
                LEVEL);
        executions = histogram(
                registry,
                "request_execution_seconds",
                "[ALPHA] Duration of initial stage (for a WATCH) or any (for a non-WATCH) stage of request execution in the API Priority and Fairness subsystem",
                EXECUTIONS,
                SCHEMA,
                LEVEL,
                "type");
        lengths = histogram(
                registry,
                "request_queue_length_after_enqueue",
                "[ALPHA] Length of queue in the API Priority and Fairness subsystem, as seen by each request after it is enqueued",
                LENGTHS,
                SCHEMA,
                LEVEL);
        estimates = histogram(
                registry,
                "work_estimated_seats",
                "[ALPHA] Number of estimated seats (maximum of initial and final seats) associated with requests in API Priority and Fairness",
                SEATS,
                SCHEMA,
                LEVEL);
        nominal = gauge(
                registry,
                "nominal_limit_seats",
                "[BETA] Nominal number of execution seats configured for each priority level",
                LEVEL);
        lower = gauge(
                registry,
                "lower_limit_seats",
                "[ALPHA] Configured lower bound on number of execution seats available to each priority level",
                LEVEL);
        upper = gauge(
                registry,
                "upper_limit_seats",
                "[ALPHA] Configured upper bound on number of execution seats available to each priority level",
                LEVEL);
        current = gauge(
                registry,
                "current_limit_seats",
                "[ALPHA] current derived number of execution seats available to each priority level",
                LEVEL);
        highWatermark = gauge(
                registry,
                "demand_seats_high_watermark",
                "[ALPHA] High watermark, over last adjustment period, of demand_seats",
                LEVEL);
        average = gauge(
                registry,
                "demand_seats_average",
                "[ALPHA] Time-weighted average, over last adjustment period, of demand_seats",
                LEVEL);
        deviation = gauge(
                registry,
                "demand_seats_stdev",
                "[ALPHA] Time-weighted standard deviation, over last adjustment period, of demand_seats",
                LEVEL);
        smoothed = gauge(registry, "demand_seats_smoothed", "[ALPHA] Smoothed seat demands", LEVEL);
        target = gauge(registry, "target_seats", "[ALPHA] Seat allocation targets", LEVEL);
        fairFraction = gauge(
                registry,
                "seat_fair_frac",
                "[ALPHA] Fair fraction of server's concurrency to allocate to each priority level that can use it");
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help, String... labels) {
        return Gauge.builder()
                .name("apiserver_flowcontrol_" + name)
                .help(help)
                .labelNames(labels)
                .register(registry);
    }

    private static Histogram histogram(
            PrometheusRegistry registry, String name, String help, double[] bounds, String... labels) {
        return Histogram.builder()
                .name("apiserver_flowcontrol_" + name)
                .help(help)
                .classicOnly()
                .classicUpperBounds(bounds)
                .labelNames(labels)
                .register(registry);
    }

    Flow flow(String schema, String level) {
        return new Flow(
                dispatched.labelValues(schema, level),
                executing.labelValues(schema, level),
                executingSeats.labelValues(schema, level),
                waiting.labelValues(schema, level),
                waitingSeats.labelValues(schema, level),
                waits.labelValues("true", schema, level),
                waits.labelValues("false", schema, level),
                executions.labelValues(schema, level, "regular"),
                lengths.labelValues(schema, level),
                estimates.labelValues(schema, level));
    }

    void rejected(String schema, String level, String reason) {
        rejected.labelValues(schema, level, reason).inc();
    }

    void configured(String level, SeatAllocation.Limits limits) {
        nominal.labelValues(level).set(limits.nominal());
        lower.labelValues(level).set(limits.lower());
        upper.labelValues(level).set(limits.upper());
    }

    void seats(String level, int seats) {
        current.labelValues(level).set(seats);
    }

    void demand(String level, SeatDemand.Period period, double wanted) {
        highWatermark.labelValues(level).set(period.highWatermark());
        average.labelValues(level).set(period.average());
        deviation.labelValues(level).set(period.deviation());
        smoothed.labelValues(level).set(period.smoothed());
        target.labelValues(level).set(wanted);
    }

    void fairFraction(double fraction) {
        fairFraction.set(fraction);
    }
}
