package dev.jukung.app.lifecycle;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * What the server process of a cluster says about itself in the cluster's folder. It is deleted at an orderly end; one that
 * is left tells that the process was killed.
 */
record ServerRecord(ProcessIdentity process, boolean ready, Instant since) {
    /** The program that a process of ours runs. */
    static final String PROGRAM = "dev.jukung.app.Main";

    /** How it is with the server. */
    enum State {
        /** No server, and none was killed. */
        STOPPED,
        /** The server ended without saying so: killed, or the machine lost its power. Containers may still run. */
        KILLED,
        STARTING,
        RUNNING
    }

    static Optional<ServerRecord> read(ClusterFolder folder) throws IOException {
        try {
            ObjectValue tree = Json.parseObject(Files.readAllBytes(folder.serverRecord()));
            return Optional.of(new ServerRecord(
                    ProcessIdentity.of(tree), tree.flag("ready", false), Instant.parse(tree.text("since", ""))));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (ParseException | DateTimeParseException _) {
            return Optional.of(new ServerRecord(new ProcessIdentity(0, 0, ""), false, Instant.EPOCH)); // nobody's
        }
    }

    /** The record of the server that runs now. */
    static Optional<ServerRecord> running(ClusterFolder folder) throws IOException {
        return read(folder).filter(ServerRecord::alive);
    }

    static State state(ClusterFolder folder) throws IOException {
        Optional<ServerRecord> found = read(folder);
        if (found.isEmpty()) {
            return State.STOPPED;
        }
        if (!found.get().alive()) {
            return State.KILLED;
        }
        return found.get().ready() ? State.RUNNING : State.STARTING;
    }

    private boolean alive() {
        return process.runs(PROGRAM);
    }

    void write(ClusterFolder folder) throws IOException {
        ObjectValue tree = process.tree().with("ready", ready).with("since", since.toString());
        AtomicFile.write(folder.serverRecord(), Json.write(tree) + "\n");
    }

    ServerRecord asReady() {
        return new ServerRecord(process, true, since);
    }
}
