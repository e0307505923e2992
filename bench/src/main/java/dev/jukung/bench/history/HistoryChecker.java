package dev.jukung.bench.history;

import java.util.List;

/** Says what of a history is not as several servers of one cluster have to answer; nothing when all is well. */
public final class HistoryChecker {
    private HistoryChecker() {}

    /** @param versions of all objects from the beginning, as etcd has them */
    public static List<String> check(List<Version> versions, List<Call> calls, List<WatchPart> watches) {
        Violations violations = new Violations();
        Truth truth = new Truth(versions);
        WriteCheck writes = new WriteCheck(truth, violations);
        writes.check(calls);
        new OrderCheck(truth, violations).check(calls, writes);
        new ListCheck(truth, violations).check(calls);
        WatchCheck watchCheck = new WatchCheck(truth, writes, violations);
        watches.forEach(watchCheck::check);
        return violations.all();
    }
}
