package dev.jukung.kubelet.cri;

import dev.jukung.kubelet.container.ContainerStatus;
import dev.jukung.kubelet.container.ContainerStatus.State;
import dev.jukung.kubelet.container.ContainerUsage;
import dev.jukung.kubelet.container.ImageService;
import dev.jukung.kubelet.container.SandboxConfig.PodIdentity;
import dev.jukung.kubelet.container.SandboxStatus;
import dev.jukung.kubelet.cri.api.Container;
import dev.jukung.kubelet.cri.api.ContainerState;
import dev.jukung.kubelet.cri.api.ContainerStats;
import dev.jukung.kubelet.cri.api.Image;
import dev.jukung.kubelet.cri.api.NamespaceMode;
import dev.jukung.kubelet.cri.api.PodIP;
import dev.jukung.kubelet.cri.api.PodSandbox;
import dev.jukung.kubelet.cri.api.PodSandboxMetadata;
import dev.jukung.kubelet.cri.api.PodSandboxState;
import dev.jukung.kubelet.cri.api.PodSandboxStatus;
import dev.jukung.kubelet.cri.api.PodSandboxStatusResponse;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** CRI messages as the kubelet's values. Pure functions. */
final class CriAnswers {
    private static final long NANOS = 1_000_000_000L;

    private CriAnswers() {}

    static SandboxStatus sandbox(PodSandboxStatusResponse answer) {
        PodSandboxStatus status = answer.getStatus();
        List<String> addresses = new ArrayList<>();
        if (!status.getNetwork().getIp().isEmpty()) {
            addresses.add(status.getNetwork().getIp());
        }
        status.getNetwork().getAdditionalIpsList().stream().map(PodIP::getIp).forEach(addresses::add);
        return new SandboxStatus(
                status.getId(),
                identity(status.getMetadata()),
                status.getMetadata().getAttempt(),
                status.getState() == PodSandboxState.SANDBOX_READY,
                instant(status.getCreatedAt()),
                status.getLinux().getNamespaces().getOptions().getNetwork() == NamespaceMode.NODE,
                List.copyOf(addresses),
                networkNamespace(answer),
                status.getLabelsMap(),
                status.getAnnotationsMap());
    }

    /** containerd tells the path in the sandbox's OCI specification, when asked to be verbose. */
    private static Optional<String> networkNamespace(PodSandboxStatusResponse answer) {
        String info = answer.getInfoMap().get("info");
        if (info == null) {
            return Optional.empty();
        }
        ObjectValue linux = Json.parseObject(info).object("runtimeSpec").object("linux");
        return linux.list("namespaces").objects().stream()
                .filter(namespace -> namespace.text("type", "").equals("network"))
                .flatMap(namespace -> namespace.text("path").stream())
                .findFirst();
    }

    static SandboxStatus sandbox(PodSandbox item) {
        return new SandboxStatus(
                item.getId(),
                identity(item.getMetadata()),
                item.getMetadata().getAttempt(),
                item.getState() == PodSandboxState.SANDBOX_READY,
                instant(item.getCreatedAt()),
                false,
                List.of(),
                Optional.empty(),
                item.getLabelsMap(),
                item.getAnnotationsMap());
    }

    private static PodIdentity identity(PodSandboxMetadata metadata) {
        return new PodIdentity(metadata.getNamespace(), metadata.getName(), metadata.getUid());
    }

    static ContainerStatus container(dev.jukung.kubelet.cri.api.ContainerStatus status) {
        State state =
                switch (status.getState()) {
                    case CONTAINER_CREATED -> new State.Created();
                    case CONTAINER_RUNNING -> new State.Running(instant(status.getStartedAt()));
                    case CONTAINER_EXITED -> exited(status);
                    case CONTAINER_UNKNOWN, UNRECOGNIZED -> new State.Unknown();
                };
        return new ContainerStatus(
                status.getId(),
                status.getMetadata().getName(),
                status.getMetadata().getAttempt(),
                state,
                instant(status.getCreatedAt()),
                status.getImage().getImage(),
                status.getImageRef(),
                status.getLogPath(),
                status.getLabelsMap(),
                status.getAnnotationsMap());
    }

    /** containerd reads the clock after a start and may find that a short container has ended before: it had started by then. */
    private static State exited(dev.jukung.kubelet.cri.api.ContainerStatus status) {
        return new State.Exited(
                instant(Math.min(status.getStartedAt(), status.getFinishedAt())),
                instant(status.getFinishedAt()),
                status.getExitCode(),
                status.getReason(),
                status.getMessage());
    }

    static ContainerStatus container(Container item) {
        Instant created = instant(item.getCreatedAt());
        State state = item.getState() == ContainerState.CONTAINER_CREATED
                ? new State.Created()
                : item.getState() == ContainerState.CONTAINER_RUNNING
                        ? new State.Running(created)
                        : item.getState() == ContainerState.CONTAINER_EXITED
                                ? new State.Exited(created, created, 0, "", "")
                                : new State.Unknown();
        return new ContainerStatus(
                item.getId(),
                item.getMetadata().getName(),
                item.getMetadata().getAttempt(),
                state,
                created,
                item.getImage().getImage(),
                item.getImageRef(),
                "",
                item.getLabelsMap(),
                item.getAnnotationsMap());
    }

    static ImageService.Image image(Image image) {
        return new ImageService.Image(
                image.getId(),
                List.copyOf(image.getRepoTagsList()),
                List.copyOf(image.getRepoDigestsList()),
                image.getSize(),
                image.hasUid() ? Optional.of(image.getUid().getValue()) : Optional.empty(),
                image.getUsername(),
                image.getPinned());
    }

    static ContainerUsage usage(ContainerStats stats) {
        return new ContainerUsage(
                stats.getAttributes().getId(),
                instant(stats.getCpu().getTimestamp()),
                stats.getCpu().getUsageCoreNanoSeconds().getValue(),
                stats.getMemory().getWorkingSetBytes().getValue(),
                stats.getMemory().getUsageBytes().getValue(),
                stats.getWritableLayer().getUsedBytes().getValue());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
    }
}
