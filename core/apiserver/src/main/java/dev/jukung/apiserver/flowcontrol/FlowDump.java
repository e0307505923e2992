package dev.jukung.apiserver.flowcontrol;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.base.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables under {@code /debug/api_priority_and_fairness/}. Thread-safe. */
public final class FlowDump {
    public static final String PATH = "/debug/api_priority_and_fairness/";
    private static final int COLUMN_MIN = 8;
    private static final List<String> LEVELS = List.of(
            "PriorityLevelName",
            "ActiveQueues",
            "IsIdle",
            "IsQuiescing",
            "WaitingRequests",
            "ExecutingRequests",
            "DispatchedRequests",
            "RejectedRequests",
            "TimedoutRequests",
            "CancelledRequests");
    private static final List<String> QUEUES = List.of(
            "PriorityLevelName",
            "Index",
            "PendingRequests",
            "ExecutingRequests",
            "SeatsInUse",
            "NextDispatchR",
            "InitialSeatsSum",
            "MaxSeatsSum",
            "TotalWorkSum");
    private static final List<String> REQUESTS = List.of(
            "PriorityLevelName",
            "FlowSchemaName",
            "QueueIndex",
            "RequestIndexInQueue",
            "FlowDistingsher",
            "ArriveTime",
            "InitialSeats",
            "FinalSeats",
            "AdditionalLatency",
            "StartTime");
    private static final List<String> DETAILS =
            List.of("UserName", "Verb", "APIPath", "Namespace", "Name", "APIVersion", "Resource", "SubResource");

    private final FlowController controller;
    private final Clock clock;

    public FlowDump(FlowController controller, Clock clock) {
        this.controller = controller;
        this.clock = clock;
    }

    /** The table under a path; empty where there is none. */
    public Optional<String> of(String path, boolean details) {
        return switch (path.substring(PATH.length())) {
            case "dump_priority_levels" -> Optional.of(table(levels()));
            case "dump_queues" -> Optional.of(table(queues()));
            case "dump_requests" -> Optional.of(table(requests(details)));
            default -> Optional.empty();
        };
    }

    private Map<String, LevelState> byName() {
        return new TreeMap<>(controller.levels());
    }

    private List<List<String>> levels() {
        List<List<String>> rows = new ArrayList<>(List.of(LEVELS));
        byName().forEach((name, level) -> {
            LevelState.Counts counts = level.counts();
            rows.add(level.look(queues -> List.of(
                    name,
                    ""
                            + queues.queues().stream()
                                    .filter(each -> !each.waiting.isEmpty())
                                    .count(),
                    "" + (queues.waiting() == 0 && queues.executing() == 0),
                    "false",
                    "" + queues.waiting(),
                    "" + queues.executing(),
                    "" + counts.dispatched(),
                    "" + counts.rejected(),
                    "" + counts.timedOut(),
                    "" + counts.cancelled())));
        });
        return rows;
    }

    private List<List<String>> queues() {
        List<List<String>> rows = new ArrayList<>(List.of(QUEUES));
        byName().forEach((name, level) -> rows.addAll(level.look(queues -> {
            List<List<String>> found = new ArrayList<>();
            for (FairQueues.Queue queue : queues.queues()) {
                int seats = queue.waitingSeats();
                found.add(List.of(
                        name,
                        "" + found.size(),
                        "" + queue.waiting.size(),
                        "" + queue.executing.size(),
                        "" + queue.seatsInUse,
                        seatSeconds(queue.nextStart),
                        "" + seats,
                        "" + seats,
                        seatSeconds(seats * 0.003)));
            }
            return found;
        })));
        return rows;
    }

    private static String seatSeconds(double value) {
        return String.format(java.util.Locale.ROOT, "%.8fss", value);
    }

    private List<List<String>> requests(boolean details) {
        List<String> head = new ArrayList<>(REQUESTS);
        if (details) {
            head.addAll(DETAILS);
        }
        List<List<String>> rows = new ArrayList<>(List.of(head));
        byName().forEach((name, level) -> rows.addAll(level.look(queues -> {
            List<List<String>> found = new ArrayList<>();
            int at = 0;
            for (FairQueues.Queue queue : queues.queues()) {
                int index = 0;
                for (FairQueues.Ticket ticket : queue.waiting) {
                    found.add(request(name, at, index++, ticket, details));
                }
                for (FairQueues.Ticket ticket : queue.executing) {
                    found.add(request(name, at, -1, ticket, details));
                }
                at++;
            }
            for (FairQueues.Ticket ticket : queues.withoutQueue()) {
                found.add(request(name, -1, -1, ticket, details));
            }
            return found;
        })));
        return rows;
    }

    private List<String> request(String level, int queue, int index, FairQueues.Ticket ticket, boolean details) {
        Attributes asked = ticket.request.asked();
        List<String> row = new ArrayList<>(List.of(
                level,
                ticket.request.schema(),
                "" + queue,
                "" + index,
                ticket.request.flow(),
                time(ticket.arrived),
                "" + ticket.seats,
                "0",
                "0s",
                ticket.waiting() ? "0001-01-01T00:00:00Z" : time(ticket.started)));
        if (details) {
            String version = asked.group().isEmpty() ? asked.version() : asked.group() + "/" + asked.version();
            row.addAll(List.of(
                    asked.user().name(),
                    asked.verb(),
                    asked.path(),
                    asked.namespace(),
                    asked.name(),
                    version,
                    asked.resource(),
                    asked.subresource()));
        }
        return row;
    }

    private String time(long nanos) {
        Instant then = clock.now().minusNanos(clock.nanos() - nanos);
        return then.toString();
    }

    /** Columns aligned with spaces, each but the last with a comma, as Go's tabwriter does. */
    private static String table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns - 1; i++) {
                widths[i] = Math.max(widths[i], Math.max(COLUMN_MIN, row.get(i).length() + 2));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < columns - 1; i++) {
                String cell = row.get(i) + ",";
                text.append(cell).append(" ".repeat(widths[i] - cell.length()));
            }
            text.append(row.getLast()).append('\n');
        }
        return text.toString();
    }
}
