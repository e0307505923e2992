package dev.jukung.bench.history;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A list, from wherever, is exactly what was there at its revision, and that revision is not too old. */
final class ListCheck {
    private record Told(Call call, Answer.Listed list) {}

    private final Truth truth;
    private final Violations violations;

    ListCheck(Truth truth, Violations violations) {
        this.truth = truth;
        this.violations = violations;
    }

    void check(List<Call> calls) {
        contents(calls);
        currency(calls);
    }

    private void contents(List<Call> calls) {
        List<Told> lists = calls.stream()
                .filter(call -> call.answer() instanceof Answer.Listed)
                .map(call -> new Told(call, (Answer.Listed) call.answer()))
                .sorted(Comparator.comparing(told -> told.list().revision()))
                .toList();
        Map<String, Answer.Seen> state = new HashMap<>();
        int place = 0;
        for (Told told : lists) {
            for (;
                    place < truth.size()
                            && truth.at(place).revision() <= told.list().revision();
                    place++) {
                Version version = truth.at(place);
                version.token()
                        .ifPresentOrElse(
                                token -> state.put(version.object(), new Answer.Seen(version.revision(), token)),
                                () -> state.remove(version.object()));
            }
            if (!told.list().objects().equals(state)) {
                violations.add("a list is not what was there: %s%s", told.call(), difference(told.list(), state));
            }
            if (told.call().request() instanceof Request.CachedList(long notOlderThan)
                    && told.list().revision() < notOlderThan) {
                violations.add("a list is older than it may be: %s", told.call());
            }
        }
    }

    private static String difference(Answer.Listed list, Map<String, Answer.Seen> state) {
        StringBuilder text = new StringBuilder();
        state.forEach((object, seen) -> {
            if (!seen.equals(list.objects().get(object))) {
                text.append(", ").append(object).append(" was ").append(seen);
            }
        });
        list.objects().keySet().stream()
                .filter(object -> !state.containsKey(object))
                .forEach(object -> text.append(", ").append(object).append(" was not there"));
        return text.toString();
    }

    /** What was told before a current list began is not newer than the list: revisions never go back. */
    private void currency(List<Call> calls) {
        List<Call> byEnd = calls.stream()
                .filter(call -> revision(call) > 0)
                .sorted(Comparator.comparing(Call::ended))
                .toList();
        List<Call> byStart = byEnd.stream()
                .filter(call -> call.request() instanceof Request.List)
                .sorted(Comparator.comparing(Call::started))
                .toList();
        int told = 0;
        long newest = 0;
        for (Call list : byStart) {
            for (; told < byEnd.size() && byEnd.get(told).ended() < list.started(); told++) {
                newest = Math.max(newest, revision(byEnd.get(told)));
            }
            if (revision(list) < newest) {
                violations.add("the revision of a list goes back behind %s: %s", newest, list);
            }
        }
    }

    private static long revision(Call call) {
        return switch (call.answer()) {
            case Answer.Written(long revision) -> revision;
            case Answer.Found(Answer.Seen seen) -> seen.revision();
            case Answer.Listed(long revision, var _) -> revision;
            default -> 0;
        };
    }
}
