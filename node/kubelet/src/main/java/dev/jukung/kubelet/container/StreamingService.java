package dev.jukung.kubelet.container;

import java.net.URI;
import java.util.List;

/**
 * Prepares streams into containers. Each answer is a one-time address that speaks the streaming protocols of Kubernetes
 * (SPDY/3.1 remotecommand and portforward). Methods block and throw {@link RuntimeFailure}. Thread-safe.
 */
public interface StreamingService {
    URI exec(String containerId, List<String> command, Streams streams) throws InterruptedException;

    URI attach(String containerId, Streams streams) throws InterruptedException;

    URI portForward(String sandboxId, List<Integer> ports) throws InterruptedException;

    /** Which streams are wanted; a terminal has no separate stderr. */
    record Streams(boolean stdin, boolean stdout, boolean stderr, boolean tty) {}
}
