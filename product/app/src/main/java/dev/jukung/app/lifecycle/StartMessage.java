package dev.jukung.app.lifecycle;

import dev.jukung.app.ExitCode;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.util.Optional;

/** What a server process tells the command that started it: a line of JSON each, on its standard output. */
sealed interface StartMessage {
    /** A step is done. */
    record Phase(String name) implements StartMessage {}

    /** The cluster can be used; nothing follows. */
    record Ready() implements StartMessage {}

    /** The cluster cannot start; nothing follows. */
    record Failed(ExitCode code, String message) implements StartMessage {}

    default String line() {
        return Json.write(
                switch (this) {
                    case Phase(String name) -> ObjectValue.of("phase", name);
                    case Ready() -> ObjectValue.of("ready", true);
                    case Failed(ExitCode code, String message) ->
                        ObjectValue.of("failed", message, "code", (long) code.code());
                });
    }

    /** Empty for a line that is something else: what a library prints. */
    static Optional<StartMessage> of(String line) {
        try {
            if (!line.startsWith("{")) {
                return Optional.empty();
            }
            ObjectValue tree = Json.parseObject(line);
            if (tree.has("phase")) {
                return Optional.of(new Phase(tree.text("phase", "")));
            }
            if (tree.has("failed")) {
                return Optional.of(new Failed(ExitCode.of((int) tree.integer("code", 1)), tree.text("failed", "")));
            }
            return tree.flag("ready", false) ? Optional.of(new Ready()) : Optional.empty();
        } catch (ParseException _) {
            return Optional.empty(); // not ours
        }
    }
}
