package dev.jukung.kubelet.probes;

import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerRuntime.ExecResult;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Asks one container once, in the way a probe says. Thread-safe; blocks up to the probe's timeout. */
final class Prober {
    /** The most of a command's output that goes into an event. */
    private static final int OUTPUT_MAX = 10 * 1024;

    /** What one question found. */
    sealed interface Finding {
        record Healthy() implements Finding {}

        record Unhealthy(String output) implements Finding {}

        /** The question could not be asked. */
        record Unknown(String error) implements Finding {}
    }

    private final ContainerRuntime runtime;
    private final GrpcHealth grpc;

    Prober(ContainerRuntime runtime, GrpcHealth grpc) {
        this.runtime = runtime;
        this.grpc = grpc;
    }

    Finding ask(Probe probe, Container container, String containerId, String address) throws InterruptedException {
        Duration timeout = Duration.ofSeconds(Math.max(1, probe.timeoutSeconds().orElse(1)));
        try {
            if (probe.exec().isPresent()) {
                return exec(containerId, probe.exec().get().command(), timeout);
            }
            if (probe.httpGet().isPresent()) {
                return get(probe, container, address, timeout);
            }
            if (probe.tcpSocket().isPresent()) {
                String host = probe.tcpSocket()
                        .get()
                        .host()
                        .filter(given -> !given.isEmpty())
                        .orElse(address);
                return connect(
                        host,
                        HttpTargets.port(container, probe.tcpSocket().get().port()),
                        timeout);
            }
            if (probe.grpc().isPresent()) {
                return grpc.check(
                        address,
                        probe.grpc().get().port(),
                        probe.grpc().get().service().orElse(""),
                        timeout);
            }
            return new Finding.Unknown("missing probe handler for container " + container.name());
        } catch (IllegalArgumentException e) {
            return new Finding.Unknown(String.valueOf(e.getMessage()));
        }
    }

    private Finding exec(String containerId, List<String> command, Duration timeout) throws InterruptedException {
        try {
            ExecResult result = runtime.exec(containerId, command, timeout);
            if (result.exitCode() == 0) {
                return new Finding.Healthy();
            }
            String output = text(result.stdout()) + text(result.stderr());
            return new Finding.Unhealthy(output);
        } catch (RuntimeFailure e) {
            boolean slow = e.code() == RuntimeFailure.Code.DEADLINE_EXCEEDED
                    || e.getMessage().contains("context deadline exceeded");
            return slow
                    ? new Finding.Unhealthy("command timed out: \"" + String.join(" ", command) + "\" timed out after "
                            + timeout.toSeconds() + "s")
                    : new Finding.Unknown(e.getMessage());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, OUTPUT_MAX), StandardCharsets.UTF_8);
    }

    private static Finding get(Probe probe, Container container, String address, Duration timeout) {
        var action = probe.httpGet().orElseThrow();
        HttpGet.Result result = HttpGet.get(
                HttpTargets.uri(container, action, address), HttpTargets.headers(action, "kube-probe/1.36"), timeout);
        return switch (result) {
            case HttpGet.Result.Answer(int status, String _) ->
                status >= 200 && status < 400
                        ? new Finding.Healthy()
                        : new Finding.Unhealthy("HTTP probe failed with statuscode: " + status);
            case HttpGet.Result.Failed(String message) -> new Finding.Unhealthy(message);
        };
    }

    private static Finding connect(String host, int port, Duration timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            return new Finding.Healthy();
        } catch (SocketTimeoutException _) {
            return new Finding.Unhealthy("dial tcp " + host + ":" + port + ": i/o timeout");
        } catch (IOException e) {
            return new Finding.Unhealthy(HttpGet.dial(host, port, e));
        }
    }
}
