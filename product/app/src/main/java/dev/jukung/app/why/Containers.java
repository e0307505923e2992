package dev.jukung.app.why;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the containers of a Pod: why one waits, how it ended last, and where its log is. */
final class Containers {
    private Containers() {}

    static List<String> troubles(Words words, ObjectValue explanation) {
        ObjectValue object = explanation.object("object");
        if (!object.text("resource", "").equals("pods")) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (String statuses : List.of("initContainerStatuses", "containerStatuses")) {
            for (ObjectValue status :
                    explanation.object("status").list(statuses).objects()) {
                trouble(words, object, status, lines);
            }
        }
        return lines;
    }

    private static void trouble(Words words, ObjectValue pod, ObjectValue status, List<String> lines) {
        ObjectValue waiting = status.object("state").object("waiting");
        ObjectValue ended = status.object("state").object("terminated");
        ObjectValue last = ended.isEmpty() ? status.object("lastState").object("terminated") : ended;
        boolean waits = !waiting.isEmpty()
                && !waiting.text("reason", "").equals("ContainerCreating")
                && !waiting.text("reason", "").equals("PodInitializing");
        boolean failed = !last.isEmpty() && last.integer("exitCode", 0) != 0;
        if (!waits && !failed) {
            return;
        }
        String name = status.text("name", "");
        lines.add("");
        lines.add(words.text("why.container", name, status.integer("restartCount", 0)));
        if (waits) {
            lines.add("  " + words.text("why.waits", waiting.text("reason", ""), waiting.text("message", "")));
        }
        if (!last.isEmpty()) {
            lines.add("  "
                    + words.text(
                            "why.ended",
                            last.integer("exitCode", 0),
                            last.text("reason", ""),
                            last.text("finishedAt", "")));
            last.text("message")
                    .ifPresent(message -> message.strip().lines().forEach(line -> lines.add("    " + line)));
            lines.add("  "
                    + words.text(
                            "why.log",
                            "kubectl logs -n " + pod.text("namespace", "") + " " + pod.text("name", "") + " -c " + name
                                    + " --tail=50" + (ended.isEmpty() ? " --previous" : "")));
        }
    }
}
