package dev.jukung.bench.server;

import dev.jukung.cluster.Cluster;
import dev.jukung.cluster.ClusterConfig;
import dev.jukung.cluster.StartFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * The measured process: a simulated cluster that lives as long as its standard input. It prints {@code phase NAME MILLIS},
 * in milliseconds since the JVM began, and does what it reads: {@code gc}, {@code schedule NODES PODS}; each is answered
 * with one line.
 */
public final class BenchServer {
    private BenchServer() {}

    /** @param arguments folder and port */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, GeneralSecurityException, StartFailure {
        ClusterConfig config = new ClusterConfig(
                "bench",
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                ClusterConfig.Backend.SIMULATED,
                "127.0.0.1");
        try (Cluster cluster = Cluster.start(config, BenchServer::phase)) {
            phase("started");
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String command = commands.readLine(); command != null; command = commands.readLine()) {
                say(perform(cluster, command.split(" ")));
            }
        }
    }

    private static String perform(Cluster cluster, String[] command) throws InterruptedException {
        return switch (command[0]) {
            case "gc" -> {
                System.gc();
                System.gc(); // what the first one only made unreachable
                yield "gc done";
            }
            case "schedule" -> {
                SchedulingRun run = new SchedulingRun(cluster.client("kubernetes-admin", "system:masters"));
                yield run.run(Integer.parseInt(command[1]), Integer.parseInt(command[2]))
                        .line();
            }
            default -> throw new IllegalArgumentException("unknown command " + command[0]);
        };
    }

    private static void phase(String name) {
        say("phase " + name + " " + ManagementFactory.getRuntimeMXBean().getUptime());
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
