package dev.jukung.kubelet.cri;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerRuntime.Listener;
import dev.jukung.kubelet.container.ContainerRuntime.Subscription;
import dev.jukung.kubelet.container.RuntimeEvent;
import dev.jukung.kubelet.cri.api.Envelope;
import dev.jukung.kubelet.cri.api.SubscribeRequest;
import dev.jukung.kubelet.cri.api.TaskExit;
import dev.jukung.kubelet.cri.api.TaskOOM;
import dev.jukung.kubelet.cri.api.TaskStart;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * containerd's event stream: tells of a started or ended process within a millisecond, where CRI itself (before
 * containerd 1.7) would have to be polled. A broken stream is opened again, and what may have been missed is said.
 * Runtimes without this service are looked at once a second instead. Thread-safe.
 */
final class ContainerdEvents implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerdEvents.class);
    private static final Duration RECONNECT = Duration.ofMillis(500);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final SubscribeRequest REQUEST = SubscribeRequest.newBuilder()
            .addFilters("namespace==k8s.io,topic==\"/tasks/start\"")
            .addFilters("namespace==k8s.io,topic==\"/tasks/exit\"")
            .addFilters("namespace==k8s.io,topic==\"/tasks/oom\"")
            .build();

    private final CriConnection connection;
    private final Clock clock;
    private final Listener listener;
    // Guarded by this.
    private boolean closed;
    private @Nullable ClientCallStreamObserver<SubscribeRequest> call;
    private Clock.Timer retry = () -> {};

    ContainerdEvents(CriConnection connection, Clock clock, Listener listener) {
        this.connection = connection;
        this.clock = clock;
        this.listener = listener;
        open();
    }

    private synchronized void open() {
        if (!closed) {
            connection.stream(CriMethods.SUBSCRIBE, REQUEST, new Observer());
            // Whatever happened before the stream was open is not told by it.
            listener.event(new RuntimeEvent.Missed());
        }
    }

    private synchronized void reopen(Status status) {
        if (closed) {
            return;
        }
        boolean unavailable = status.getCode() == Status.Code.UNIMPLEMENTED;
        if (!unavailable) {
            LOG.warn("Event stream of the container runtime broke, opening it again: {}", status);
        }
        retry = clock.after(unavailable ? POLL : RECONNECT, this::open);
    }

    @Override
    public synchronized void close() {
        closed = true;
        retry.cancel();
        if (call != null) {
            call.cancel("closed", null);
        }
    }

    /** Reads one container event out of containerd's envelope; other events are of no interest. */
    static Optional<RuntimeEvent> event(Envelope envelope) {
        Any any = envelope.getEvent();
        String type = any.getTypeUrl().substring(any.getTypeUrl().lastIndexOf('/') + 1);
        try {
            return switch (type) {
                case "containerd.events.TaskStart" ->
                    Optional.of(new RuntimeEvent.Started(
                            TaskStart.parseFrom(any.getValue()).getContainerId()));
                case "containerd.events.TaskOOM" ->
                    Optional.of(new RuntimeEvent.OutOfMemory(
                            TaskOOM.parseFrom(any.getValue()).getContainerId()));
                case "containerd.events.TaskExit" -> {
                    TaskExit exit = TaskExit.parseFrom(any.getValue());
                    // Commands run by exec end too; their id is their own.
                    yield exit.getId().equals(exit.getContainerId())
                            ? Optional.of(new RuntimeEvent.Ended(exit.getContainerId()))
                            : Optional.empty();
                }
                default -> Optional.empty();
            };
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("containerd sent a malformed " + type, e);
        }
    }

    private final class Observer implements ClientResponseObserver<SubscribeRequest, Envelope> {
        @Override
        public void beforeStart(ClientCallStreamObserver<SubscribeRequest> requests) {
            call = requests;
        }

        @Override
        public void onNext(Envelope envelope) {
            event(envelope).ifPresent(listener::event);
        }

        @Override
        public void onError(Throwable failure) {
            reopen(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            reopen(Status.OK);
        }
    }
}
