package dev.jukung.kubelet.cri;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ContainerConfig;
import dev.jukung.kubelet.container.ContainerRuntime;
import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.ContainerUsage;
import dev.jukung.kubelet.container.ImageService;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.SandboxConfig;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.container.StreamingService;
import dev.jukung.kubelet.cri.api.ContainerStatusRequest;
import dev.jukung.kubelet.cri.api.CreateContainerRequest;
import dev.jukung.kubelet.cri.api.ExecSyncRequest;
import dev.jukung.kubelet.cri.api.ExecSyncResponse;
import dev.jukung.kubelet.cri.api.ListContainerStatsRequest;
import dev.jukung.kubelet.cri.api.ListContainersRequest;
import dev.jukung.kubelet.cri.api.ListPodSandboxRequest;
import dev.jukung.kubelet.cri.api.PodSandboxStatusRequest;
import dev.jukung.kubelet.cri.api.ReopenContainerLogRequest;
import dev.jukung.kubelet.cri.api.RunPodSandboxRequest;
import dev.jukung.kubelet.cri.api.RuntimeCondition;
import dev.jukung.kubelet.cri.api.StartContainerRequest;
import dev.jukung.kubelet.cri.api.StatusRequest;
import dev.jukung.kubelet.cri.api.VersionRequest;
import dev.jukung.kubelet.cri.api.VersionResponse;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A runtime behind a CRI v1 socket, such as containerd. Thread-safe. */
public final class CriRuntime implements ContainerRuntime {
    /** As the kubelet's {@code runtimeRequestTimeout}. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** Setting up a sandbox may wait for the network plugin. */
    private static final Duration SANDBOX_TIMEOUT = Duration.ofMinutes(4);

    private final CriConnection connection;
    private final CriImages images;
    private final CriStreaming streaming;
    private final CriEndings endings;
    private final Clock clock;

    /** Takes over the connection and closes it. */
    public CriRuntime(CriConnection connection, Clock clock) {
        this.connection = connection;
        this.images = new CriImages(connection);
        this.streaming = new CriStreaming(connection);
        this.endings = new CriEndings(connection, clock, TIMEOUT);
        this.clock = clock;
    }

    private <Q, A> A call(MethodDescriptor<Q, A> method, Q request) throws InterruptedException {
        return connection.call(method, request, TIMEOUT);
    }

    @Override
    public Version version() throws InterruptedException {
        VersionResponse answer = call(
                CriMethods.VERSION,
                VersionRequest.newBuilder().setVersion("0.1.0").build());
        return new Version(answer.getRuntimeName(), answer.getRuntimeVersion());
    }

    @Override
    public Health health() throws InterruptedException {
        List<RuntimeCondition> conditions = call(CriMethods.STATUS, StatusRequest.getDefaultInstance())
                .getStatus()
                .getConditionsList();
        return new Health(
                good(conditions, "RuntimeReady"),
                message(conditions, "RuntimeReady"),
                good(conditions, "NetworkReady"),
                message(conditions, "NetworkReady"));
    }

    private static boolean good(List<RuntimeCondition> conditions, String type) {
        return conditions.stream().anyMatch(condition -> condition.getType().equals(type) && condition.getStatus());
    }

    private static String message(List<RuntimeCondition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.getType().equals(type) && !condition.getStatus())
                .map(condition ->
                        type + "=false reason:" + condition.getReason() + " message:" + condition.getMessage())
                .findFirst()
                .orElse("");
    }

    @Override
    public String runSandbox(SandboxConfig config) throws InterruptedException {
        RunPodSandboxRequest request = RunPodSandboxRequest.newBuilder()
                .setConfig(CriRequests.sandbox(config))
                .setRuntimeHandler(config.runtimeHandler())
                .build();
        return connection.call(CriMethods.RUN_SANDBOX, request, SANDBOX_TIMEOUT).getPodSandboxId();
    }

    @Override
    public void stopSandbox(String id) throws InterruptedException {
        endings.stopSandbox(id);
    }

    @Override
    public void removeSandbox(String id) throws InterruptedException {
        endings.removeSandbox(id);
    }

    @Override
    public Optional<SandboxStatus> sandbox(String id) throws InterruptedException {
        PodSandboxStatusRequest request = PodSandboxStatusRequest.newBuilder()
                .setPodSandboxId(id)
                .setVerbose(true)
                .build();
        try {
            return Optional.of(CriAnswers.sandbox(call(CriMethods.SANDBOX_STATUS, request)));
        } catch (RuntimeFailure e) {
            return absent(e);
        }
    }

    private static <T> Optional<T> absent(RuntimeFailure failure) {
        if (failure.code() == RuntimeFailure.Code.NOT_FOUND) {
            return Optional.empty();
        }
        throw failure;
    }

    @Override
    public List<SandboxStatus> sandboxes() throws InterruptedException {
        return call(CriMethods.LIST_SANDBOXES, ListPodSandboxRequest.getDefaultInstance()).getItemsList().stream()
                .map(CriAnswers::sandbox)
                .toList();
    }

    @Override
    public String createContainer(String sandboxId, ContainerConfig config, SandboxConfig sandbox)
            throws InterruptedException {
        CreateContainerRequest request = CreateContainerRequest.newBuilder()
                .setPodSandboxId(sandboxId)
                .setConfig(CriRequests.container(config, sandbox))
                .setSandboxConfig(CriRequests.sandbox(sandbox))
                .build();
        return call(CriMethods.CREATE_CONTAINER, request).getContainerId();
    }

    @Override
    public void startContainer(String id) throws InterruptedException {
        call(
                CriMethods.START_CONTAINER,
                StartContainerRequest.newBuilder().setContainerId(id).build());
    }

    @Override
    public void stopContainer(String id, Duration grace) throws InterruptedException {
        endings.stopContainer(id, grace);
    }

    @Override
    public void removeContainer(String id) throws InterruptedException {
        endings.removeContainer(id);
    }

    @Override
    public Optional<ContainerStatus> container(String id) throws InterruptedException {
        ContainerStatusRequest request =
                ContainerStatusRequest.newBuilder().setContainerId(id).build();
        try {
            return Optional.of(CriAnswers.container(
                    call(CriMethods.CONTAINER_STATUS, request).getStatus()));
        } catch (RuntimeFailure e) {
            return absent(e);
        }
    }

    @Override
    public List<ContainerStatus> containers() throws InterruptedException {
        return call(CriMethods.LIST_CONTAINERS, ListContainersRequest.getDefaultInstance()).getContainersList().stream()
                .map(CriAnswers::container)
                .toList();
    }

    @Override
    public ExecResult exec(String containerId, List<String> command, Duration timeout) throws InterruptedException {
        ExecSyncRequest request = ExecSyncRequest.newBuilder()
                .setContainerId(containerId)
                .addAllCmd(command)
                .setTimeout(timeout.toSeconds())
                .build();
        ExecSyncResponse answer = connection.call(CriMethods.EXEC_SYNC, request, TIMEOUT.plus(timeout));
        return new ExecResult(
                answer.getExitCode(),
                answer.getStdout().toByteArray(),
                answer.getStderr().toByteArray());
    }

    @Override
    public void reopenLog(String containerId) throws InterruptedException {
        call(
                CriMethods.REOPEN_LOG,
                ReopenContainerLogRequest.newBuilder()
                        .setContainerId(containerId)
                        .build());
    }

    @Override
    public List<ContainerUsage> usage() throws InterruptedException {
        return call(CriMethods.LIST_STATS, ListContainerStatsRequest.getDefaultInstance()).getStatsList().stream()
                .map(CriAnswers::usage)
                .toList();
    }

    @Override
    public ImageService images() {
        return images;
    }

    @Override
    public StreamingService streaming() {
        return streaming;
    }

    @Override
    public Subscription events(Listener listener) {
        return new ContainerdEvents(connection, clock, listener);
    }

    @Override
    public void close() {
        connection.close();
    }
}
