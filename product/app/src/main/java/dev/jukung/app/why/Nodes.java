package dev.jukung.app.why;

import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Why the scheduler refused each node, and what would help. */
final class Nodes {
    private static final Set<String> WITH_ADVICE =
            Set.of("NodeResourcesFit", "TaintToleration", "NodeAffinity", "NodeName", "NodeUnschedulable", "NodePorts");

    private Nodes() {}

    /** One line a node. */
    static List<String> refusals(Words words, ObjectValue found) {
        List<String> lines = new ArrayList<>();
        for (ObjectValue refusal : found.list("refusals").objects()) {
            lines.add(words.text(
                    "why.refused",
                    refusal.text("node", ""),
                    refusal.text("plugin", ""),
                    refusal.text("why", "").replace("\n", ", ")));
        }
        return lines;
    }

    /** What stands in the way of a Pod that is on no node. */
    static List<String> pending(Words words, ObjectValue explanation) {
        ObjectValue found = explanation.object("findings").object("scheduler");
        if (!explanation.object("spec").isEmpty()
                || !explanation.object("object").text("resource", "").equals("pods")
                || !explanation.object("object").flag("exists", false)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("");
        if (found.isEmpty()) {
            lines.add(words.text("why.not-looked-at"));
            return lines;
        }
        lines.add(words.text(
                "why.pending", found.integer("nodes", 0), Spans.moment(Instant.parse(found.text("time", "")))));
        refusals(words, found).forEach(line -> lines.add("  " + line));
        lines.add(words.text("why.helps"));
        if (found.list("refusals").isEmpty()) {
            lines.add("  " + words.text("why.help.nodes"));
        }
        Set<String> plugins = new TreeSet<>();
        found.list("refusals").objects().forEach(refusal -> plugins.add(refusal.text("plugin", "")));
        for (String plugin : plugins) {
            lines.add("  "
                    + (WITH_ADVICE.contains(plugin)
                            ? words.text("why.help." + plugin)
                            : words.text("why.help.other", plugin)));
        }
        return lines;
    }
}
