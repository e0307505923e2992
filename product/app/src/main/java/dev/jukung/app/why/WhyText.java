package dev.jukung.app.why;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;

/** An explanation, as the API server serves it, as text: what it is, how it came about, what is wrong, who manages it. */
public final class WhyText {
    private final Words words;

    public WhyText(Words words) {
        this.words = words;
    }

    /** @param explanation the answer of {@code /debug/why} */
    public List<String> lines(ObjectValue explanation) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(explanation));
        lines.add("");
        lines.addAll(new Timeline(words, explanation).lines());
        lines.addAll(Nodes.pending(words, explanation));
        lines.addAll(Containers.troubles(words, explanation));
        lines.addAll(writers(explanation));
        return lines;
    }

    private String headline(ObjectValue explanation) {
        ObjectValue object = explanation.object("object");
        String namespace = object.text("namespace", "");
        String key = (namespace.isEmpty() ? "" : namespace + "/") + object.text("name", "");
        String named = object.text("kind", "") + " " + key;
        if (!object.flag("exists", false)) {
            return words.text("why.gone", named);
        }
        ObjectValue status = explanation.object("status");
        String phase = status.text("phase", "");
        String node = explanation.object("spec").text("nodeName", "");
        if (phase.isEmpty()) {
            return named;
        }
        String why = status.text("reason", "");
        String state = why.isEmpty() ? phase : phase + " (" + why + ")";
        return node.isEmpty() ? words.text("why.is", named, state) : words.text("why.is-on", named, state, node);
    }

    private List<String> writers(ObjectValue explanation) {
        List<String> lines = new ArrayList<>();
        for (ObjectValue writer : explanation.list("writers").objects()) {
            if (lines.isEmpty()) {
                lines.add("");
                lines.add(words.text("why.managers"));
            }
            String part = writer.text("subresource", "");
            lines.add("  " + writer.text("time", "") + "  " + writer.text("manager", "") + " ("
                    + writer.text("operation", "") + (part.isEmpty() ? "" : " " + part) + ")");
        }
        return lines;
    }
}
