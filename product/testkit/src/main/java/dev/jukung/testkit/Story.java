package dev.jukung.testkit;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.base.Cause;
import dev.jukung.cluster.MemoryCluster;
import dev.jukung.store.Change;
import dev.jukung.store.Entry;
import dev.jukung.store.KeyRange;
import dev.jukung.store.Revision;
import dev.jukung.store.Watch;
import dev.jukung.store.WatchEvent;
import dev.jukung.testing.CollectedFaults;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What happened in a cluster since a revision, told from the store's history: each change with the one who made it. */
final class Story {
    /** Enough for a test; of a longer story the end is told. */
    private static final int LINES_MAX = 200;

    private record Told(Revision revision, Change change, Kind kind) {}

    private final MemoryCluster parts;
    private final Revision start;
    private final CollectedFaults faults;

    Story(MemoryCluster parts, Revision start, CollectedFaults faults) {
        this.parts = parts;
        this.start = start;
        this.faults = faults;
    }

    String text() throws InterruptedException {
        List<Told> changes = changes();
        StringBuilder text = new StringBuilder("What happened in the cluster:\n");
        int skipped = Math.max(0, changes.size() - LINES_MAX);
        if (skipped > 0) {
            text.append("  (").append(skipped).append(" earlier changes)\n");
        }
        changes.stream().skip(skipped).forEach(told -> text.append(line(told)));
        text.append("What is not well:\n");
        unwell(changes).forEach(line -> text.append("  ").append(line).append('\n'));
        faults.descriptions().forEach(fault -> text.append("  BUG IN THE CLUSTER ITSELF: ")
                .append(fault)
                .append('\n'));
        return text.toString();
    }

    /** Heartbeats are left out. */
    private List<Told> changes() throws InterruptedException {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (Kind kind : parts.server().kinds().all()) {
            if (!kind.type().plural().equals("leases")) {
                kinds.putIfAbsent(kind.collection(), kind);
            }
        }
        List<Told> all = new ArrayList<>();
        for (Kind kind : kinds.values()) {
            collect(kind, all);
        }
        all.sort(Comparator.comparing(Told::revision));
        return all;
    }

    private void collect(Kind kind, List<Told> all) throws InterruptedException {
        try (Watch watch = parts.store().watch(KeyRange.all(kind.collection()), start)) {
            watch.progress();
            while (watch.next() instanceof WatchEvent.Commit(Revision revision, List<Change> changes)) {
                changes.forEach(change -> all.add(new Told(revision, change, kind)));
            }
        }
    }

    private String line(Told told) {
        Cause cause = parts.store().cause(told.revision()).orElse(Cause.UNKNOWN);
        String who = cause.actor().isEmpty() ? "?" : cause.actor();
        return "  " + told.revision() + " " + who + ": " + verb(told.change()) + " " + name(told) + detail(told) + "  ("
                + cause.what() + ")\n";
    }

    private static String verb(Change change) {
        return change.before().isEmpty() ? "created" : change.after().isEmpty() ? "deleted" : "changed";
    }

    private static String name(Told told) {
        return told.kind().type().kind() + " " + told.change().key().name();
    }

    private static String detail(Told told) {
        return told.change()
                .after()
                .map(Story::tree)
                .filter(_ -> told.kind().type().kind().equals("Event"))
                .map(event ->
                        " \"" + event.text("reason", "") + ": " + event.text("message", event.text("note", "")) + '"')
                .orElse("");
    }

    private static ObjectValue tree(Entry entry) {
        return StoredObject.of(entry).tree();
    }

    /** Conditions that say no, of objects that changed and are still there. */
    private List<String> unwell(List<Told> changes) {
        Map<String, Told> last = new LinkedHashMap<>();
        changes.forEach(told -> last.put(told.change().key().toString(), told));
        List<String> lines = new ArrayList<>();
        for (Told told : last.values()) {
            Optional<ObjectValue> object = told.change().after().map(Story::tree);
            object.map(Story::complaints)
                    .filter(complaint -> !complaint.isEmpty())
                    .ifPresent(complaint -> lines.add(name(told) + ": " + complaint));
        }
        return lines;
    }

    private static String complaints(ObjectValue object) {
        return object.object("status").list("conditions").objects().stream()
                .filter(Story::complains)
                .map(condition -> condition.text("type", "") + "=" + condition.text("status", "") + " "
                        + condition.text("reason", "") + " " + condition.text("message", ""))
                .map(String::strip)
                .collect(Collectors.joining("; "));
    }

    /** Conditions are good when true, those that name a trouble excepted. */
    private static boolean complains(ObjectValue condition) {
        String type = condition.text("type", "");
        boolean trouble = type.endsWith("Pressure") || type.endsWith("Failure") || type.equals("Failed");
        return trouble
                ? condition.text("status", "").equals("True")
                : type.matches("Ready|Available|Progressing|PodScheduled|ContainersReady|Initialized")
                        && !condition.text("status", "").equals("True");
    }
}
