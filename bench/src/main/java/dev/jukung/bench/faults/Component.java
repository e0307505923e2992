package dev.jukung.bench.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program in a network namespace of its own, made to be killed, paused and started again. For one thread. */
final class Component implements AutoCloseable {
    private final String name;
    private final String address;
    private final List<String> command;
    private final Path log;
    private final Process[] process = new Process[1];

    Component(String name, String address, List<String> command, Path folder) {
        this.name = name;
        this.address = address;
        this.command = new ArrayList<>(Network.inside(name));
        this.command.addAll(command);
        this.log = folder.resolve(name + ".log");
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    Path log() {
        return log;
    }

    void start() throws IOException {
        process[0] = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    boolean isAlive() {
        return process[0] != null && process[0].isAlive();
    }

    void kill() {
        process[0].destroyForcibly();
        process[0].onExit().join();
    }

    void pause() throws IOException {
        signal("STOP");
    }

    void resume() throws IOException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException {
        Shell.run("kill", "-" + signal, Long.toString(process[0].pid()));
    }

    @Override
    public void close() {
        if (process[0] != null) {
            kill();
        }
    }
}
