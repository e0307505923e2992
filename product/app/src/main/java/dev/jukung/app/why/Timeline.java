package dev.jukung.app.why;

import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** What happened, in order: commits, Events and the scheduler's look at the nodes. */
final class Timeline {
    /** More than this is shortened in the middle: the origin and the latest tell most. */
    private static final int ENTRIES_MAX = 30;

    private static final int FIRST = 12;

    /** Commits say the same, and more exactly. */
    private static final Set<String> TOLD_BY_COMMITS = Set.of("Scheduled", "FailedScheduling");

    private record Entry(Instant time, String head, List<String> below) {}

    private final Words words;
    private final ObjectValue explanation;

    Timeline(Words words, ObjectValue explanation) {
        this.words = words;
        this.explanation = explanation;
    }

    List<String> lines() {
        List<Entry> entries = entries();
        if (entries.isEmpty()) {
            return List.of(words.text("why.nothing"));
        }
        Instant start = entries.getFirst().time();
        List<String> lines = new ArrayList<>();
        lines.add(words.text("why.start", Spans.moment(start)));
        if (!explanation.flag("complete", true)) {
            lines.add(line("", words.text("why.forgotten")));
        }
        int left = Math.max(0, entries.size() - ENTRIES_MAX);
        for (int i = 0; i < entries.size(); i++) {
            if (left > 0 && i == FIRST) {
                lines.add(line("", words.text("why.more", left)));
                i += left;
            }
            Entry entry = entries.get(i);
            lines.add(line(Spans.after(Duration.between(start, entry.time())), entry.head()));
            entry.below().forEach(text -> lines.add(line("", "  " + text)));
        }
        return lines;
    }

    private static String line(String time, String text) {
        return (" ".repeat(Math.max(0, 14 - time.length())) + time + "  " + text).stripTrailing();
    }

    private List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        explanation.list("chain").objects().forEach(step -> entries.add(commit(step)));
        ObjectValue scheduler = explanation.object("findings").object("scheduler");
        if (scheduler.has("chosen")) {
            entries.add(choice(scheduler));
        }
        for (ObjectValue event : explanation.list("events").objects()) {
            if (!TOLD_BY_COMMITS.contains(event.text("reason", ""))) {
                entries.add(event(event));
            }
        }
        entries.sort(Comparator.comparing(Entry::time)); // stable: what is equal stays in this order
        return entries;
    }

    private Entry commit(ObjectValue step) {
        List<String> below = new ArrayList<>();
        for (ObjectValue touch : step.list("touched").objects()) {
            String key = touch.text("namespace", "").isEmpty()
                    ? touch.text("name", "")
                    : touch.text("namespace", "") + "/" + touch.text("name", "");
            below.add(words.text("why." + touch.text("effect", "changed"), touch.text("kind", ""), key)
                    + revisions(step));
        }
        return new Entry(time(step), who(step) + ": " + step.text("what", ""), below);
    }

    private String revisions(ObjectValue step) {
        long trigger = step.integer("trigger", 0);
        return "  "
                + (trigger > 0
                        ? words.text("why.revision-because", step.integer("revision", 0), trigger)
                        : words.text("why.revision", step.integer("revision", 0)));
    }

    /** A component by its name, a user with the program that was used. */
    private String who(ObjectValue step) {
        String actor = step.text("actor", "");
        String agent = step.text("agent", "");
        if (actor.isEmpty()) {
            return words.text("why.somebody");
        }
        if (actor.startsWith("system:node:")) {
            String node = actor.substring("system:node:".length());
            return words.text("why.on-node", agent.isEmpty() ? "kubelet" : agent, node);
        }
        if (actor.startsWith("system:") && !agent.isEmpty() && !agent.contains("/")) {
            return agent;
        }
        return agent.isEmpty() ? actor : actor + " (" + agent + ")";
    }

    private Entry choice(ObjectValue found) {
        List<String> below = new ArrayList<>();
        String chosen = found.text("chosen", "");
        ObjectValue total = found.object("total");
        below.add(
                total.size() == 1
                        ? words.text("why.only", chosen)
                        : words.text("why.chosen", chosen, total.integer(chosen, 0))
                                + byPlugin(found.object("scores")));
        total.forEach((node, score) -> {
            if (!node.equals(chosen)) {
                below.add(words.text("why.fitted", node, score));
            }
        });
        below.addAll(Nodes.refusals(words, found));
        return new Entry(time(found), words.text("why.scheduler", found.integer("nodes", 0), total.size()), below);
    }

    private static String byPlugin(ObjectValue scores) {
        StringBuilder text = new StringBuilder();
        scores.forEach(
                (plugin, score) -> text.append(text.isEmpty() ? ": " : ", ").append(plugin + " " + score));
        return text.toString();
    }

    private Entry event(ObjectValue event) {
        long count = event.integer("count", 1);
        String times = count > 1 ? " " + words.text("why.times", count) : "";
        String component = event.text("component", "");
        return new Entry(
                time(event),
                (component.isEmpty() ? "" : component + ": ") + event.text("reason", "") + times + ": "
                        + event.text("message", "").strip().replace("\n", " "),
                List.of());
    }

    private static Instant time(ObjectValue value) {
        return Instant.parse(value.text("time", Instant.EPOCH.toString()));
    }
}
