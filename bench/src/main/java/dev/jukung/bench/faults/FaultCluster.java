package dev.jukung.bench.faults;

import dev.jukung.base.Randomness;
import dev.jukung.bench.history.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Servers under faults, and what they keep their objects in. For one thread. Closing ends and removes it all. */
interface FaultCluster extends AutoCloseable {
    int SECURE_PORT = 6443;
    int METRICS_PORT = 2381;

    /** Of the administrator. */
    Path kubeconfig();

    /** Members of etcd; empty where servers have their store inside. */
    List<Component> members();

    List<Component> servers();

    /** What happens next. */
    Fault next(Randomness random);

    void begin(Fault fault, Component victim) throws IOException;

    void end(Fault fault, Component victim) throws IOException;

    /** All versions of all objects up to {@code last}, which exists; asked when all is quiet. */
    List<Version> versions(Recorder recorder, long last) throws IOException, InterruptedException;

    @Override
    void close();

    static String metricsUrl(Component member) {
        return "http://" + member.address() + ":" + METRICS_PORT;
    }

    static String serverUrl(Component server) {
        return "https://" + server.address() + ":" + SECURE_PORT;
    }
}
