package dev.jukung.network;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes flows from the kernel's connection tracking through the {@code conntrack} program. Blocking. */
final class Conntrack {
    private static final Logger LOG = LoggerFactory.getLogger(Conntrack.class);

    private final Command conntrack;
    private boolean missingTold;

    Conntrack(Command conntrack) {
        this.conntrack = conntrack;
    }

    /** Best effort: a flow that cannot be deleted ends by itself after half a minute without packets. */
    void delete(List<StaleFlow> flows) throws InterruptedException {
        if (flows.isEmpty()) {
            return;
        }
        try {
            String commands = flows.stream()
                    .map(flow -> String.join(" ", flow.options()) + "\n")
                    .collect(Collectors.joining());
            if (conntrack.with("-R", "-").run(commands).exit() != 0) { // before 1.4.7 there is no batch
                for (StaleFlow flow : flows) {
                    one(flow);
                }
            }
        } catch (IOException e) {
            if (!missingTold) {
                missingTold = true;
                LOG.warn(
                        "Stale UDP flows stay until they time out: cannot run {}: {}",
                        conntrack.words(),
                        e.getMessage());
            }
        }
    }

    private void one(StaleFlow flow) throws IOException, InterruptedException {
        Command.Result result =
                conntrack.with(flow.options().toArray(String[]::new)).run("");
        if (result.exit() != 0 && !result.error().contains("0 flow entries")) {
            LOG.warn("Failed to delete the flows {}: {}", flow, result.error());
        }
    }
}
