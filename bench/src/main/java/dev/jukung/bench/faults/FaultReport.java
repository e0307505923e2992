package dev.jukung.bench.faults;

import dev.jukung.bench.history.Answer;
import dev.jukung.bench.history.Call;
import dev.jukung.bench.history.HistoryChecker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What came of a run: its figures, and all that is wrong. */
record FaultReport(String figures, List<String> wrong) {
    /** A server that is killed or cannot be reached breaks what was under way; a moment later clients notice. */
    private static final long NOTICED_NANOS = 10_000_000_000L;

    static FaultReport of(FaultRun.Seen seen, FaultOptions options) {
        List<Call> calls = seen.recorder().calls();
        List<String> wrong = new ArrayList<>(seen.recorder().wrong());
        wrong.addAll(
                HistoryChecker.check(seen.versions(), calls, seen.recorder().watches()));
        wrong.addAll(answers(calls, seen.faults()));
        wrong.addAll(expired(seen));
        StringBuilder text = new StringBuilder();
        text.append("%d requests, %d versions, %d watches with %d events, %d told to list anew%n"
                .formatted(
                        calls.size(),
                        seen.versions().size(),
                        seen.recorder().watches().size(),
                        seen.recorder().watches().stream()
                                .mapToInt(watch -> watch.events().size())
                                .sum(),
                        seen.recorder().gone().size()));
        text.append("%d faults in %.0f s, seed %d: %s%n"
                .formatted(
                        seen.faults().size(),
                        seen.end() / 1e9,
                        options.seed(),
                        count(seen.faults().stream()
                                .map(fault -> fault.fault().kind() + " "
                                        + fault.fault().victim())
                                .toList())));
        text.append("answers: %s%n"
                .formatted(count(calls.stream().map(FaultReport::kind).toList())));
        text.append("longest time without service while nothing happened to the server itself:\n");
        for (String server :
                calls.stream().map(Call::server).distinct().sorted().toList()) {
            for (Availability.Kind kind : Availability.Kind.values()) {
                Availability.Gap gap = Availability.longest(server, kind, calls, seen.faults(), seen.end());
                text.append("  %s %-12s %5.1f s (%s)%n".formatted(server, kind, gap.nanos() / 1e9, gap.meanwhile()));
                if (gap.nanos() > options.bound().toNanos()) {
                    wrong.add("%s did not serve %s from %.1f to %.1f s, during %s"
                            .formatted(server, kind, gap.from() / 1e9, gap.to() / 1e9, gap.meanwhile()));
                }
            }
        }
        return new FaultReport(text.toString(), List.copyOf(wrong));
    }

    private static String count(List<String> words) {
        Map<String, Long> counts =
                words.stream().collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String kind(Call call) {
        return switch (call.answer()) {
            case Answer.Failed(int code, String _) -> Integer.toString(code);
            case Answer.Broken _ -> "no answer";
            case Answer.Absent _ -> "404";
            case Answer.Conflict _ -> "409";
            default -> "success";
        };
    }

    /** No answer is only for servers that are hit, and failures have Kubernetes' codes. */
    private static List<String> answers(List<Call> calls, List<Happened> faults) {
        List<String> wrong = new ArrayList<>();
        for (Call call : calls) {
            boolean hit = faults.stream()
                    .anyMatch(fault -> fault.name().equals(call.server())
                            && fault.touches(call.started() - NOTICED_NANOS, call.ended()));
            if (call.answer() instanceof Answer.Broken && !hit) {
                wrong.add("no answer, and nothing happened to the server: " + call);
            } else if (call.answer() instanceof Answer.Failed(int code, String _)
                    && !List.of(429, 500, 503, 504).contains(code)) {
                wrong.add("no such failure is known: " + call);
            }
        }
        return wrong.size() > 20 ? wrong.subList(0, 20) : wrong;
    }

    /** 410 is for what happened before a server began. */
    private static List<String> expired(FaultRun.Seen seen) {
        return seen.recorder().gone().stream()
                .filter(gone -> seen.starts().stream()
                        .filter(start -> start.server().equals(gone.server()) && start.at() <= gone.at())
                        .max(Comparator.comparing(FaultRun.Started::at))
                        .map(start -> gone.revision() >= start.newest())
                        .orElse(false))
                .filter(gone -> seen.faults().stream() // between its start and the answer that it is ready
                        .noneMatch(fault -> fault.name().equals(gone.server()) && fault.touches(gone.at(), gone.at())))
                .map(gone -> "told to list anew without a reason: " + gone)
                .toList();
    }
}
