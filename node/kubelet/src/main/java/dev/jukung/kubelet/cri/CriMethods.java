package dev.jukung.kubelet.cri;

import static dev.jukung.kubelet.cri.CriConnection.method;

import dev.jukung.kubelet.cri.api.AttachRequest;
import dev.jukung.kubelet.cri.api.AttachResponse;
import dev.jukung.kubelet.cri.api.ContainerStatusRequest;
import dev.jukung.kubelet.cri.api.ContainerStatusResponse;
import dev.jukung.kubelet.cri.api.CreateContainerRequest;
import dev.jukung.kubelet.cri.api.CreateContainerResponse;
import dev.jukung.kubelet.cri.api.Envelope;
import dev.jukung.kubelet.cri.api.ExecRequest;
import dev.jukung.kubelet.cri.api.ExecResponse;
import dev.jukung.kubelet.cri.api.ExecSyncRequest;
import dev.jukung.kubelet.cri.api.ExecSyncResponse;
import dev.jukung.kubelet.cri.api.ImageFsInfoRequest;
import dev.jukung.kubelet.cri.api.ImageFsInfoResponse;
import dev.jukung.kubelet.cri.api.ImageStatusRequest;
import dev.jukung.kubelet.cri.api.ImageStatusResponse;
import dev.jukung.kubelet.cri.api.ListContainerStatsRequest;
import dev.jukung.kubelet.cri.api.ListContainerStatsResponse;
import dev.jukung.kubelet.cri.api.ListContainersRequest;
import dev.jukung.kubelet.cri.api.ListContainersResponse;
import dev.jukung.kubelet.cri.api.ListImagesRequest;
import dev.jukung.kubelet.cri.api.ListImagesResponse;
import dev.jukung.kubelet.cri.api.ListPodSandboxRequest;
import dev.jukung.kubelet.cri.api.ListPodSandboxResponse;
import dev.jukung.kubelet.cri.api.PodSandboxStatusRequest;
import dev.jukung.kubelet.cri.api.PodSandboxStatusResponse;
import dev.jukung.kubelet.cri.api.PortForwardRequest;
import dev.jukung.kubelet.cri.api.PortForwardResponse;
import dev.jukung.kubelet.cri.api.PullImageRequest;
import dev.jukung.kubelet.cri.api.PullImageResponse;
import dev.jukung.kubelet.cri.api.RemoveContainerRequest;
import dev.jukung.kubelet.cri.api.RemoveContainerResponse;
import dev.jukung.kubelet.cri.api.RemoveImageRequest;
import dev.jukung.kubelet.cri.api.RemoveImageResponse;
import dev.jukung.kubelet.cri.api.RemovePodSandboxRequest;
import dev.jukung.kubelet.cri.api.RemovePodSandboxResponse;
import dev.jukung.kubelet.cri.api.ReopenContainerLogRequest;
import dev.jukung.kubelet.cri.api.ReopenContainerLogResponse;
import dev.jukung.kubelet.cri.api.RunPodSandboxRequest;
import dev.jukung.kubelet.cri.api.RunPodSandboxResponse;
import dev.jukung.kubelet.cri.api.StartContainerRequest;
import dev.jukung.kubelet.cri.api.StartContainerResponse;
import dev.jukung.kubelet.cri.api.StatusRequest;
import dev.jukung.kubelet.cri.api.StatusResponse;
import dev.jukung.kubelet.cri.api.StopContainerRequest;
import dev.jukung.kubelet.cri.api.StopContainerResponse;
import dev.jukung.kubelet.cri.api.StopPodSandboxRequest;
import dev.jukung.kubelet.cri.api.StopPodSandboxResponse;
import dev.jukung.kubelet.cri.api.SubscribeRequest;
import dev.jukung.kubelet.cri.api.VersionRequest;
import dev.jukung.kubelet.cri.api.VersionResponse;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;

/** The methods of CRI v1 and of containerd's event stream, as gRPC describes them. Constants. */
final class CriMethods {
    private static final String RUNTIME = "runtime.v1.RuntimeService/";
    private static final String IMAGE = "runtime.v1.ImageService/";

    static final MethodDescriptor<VersionRequest, VersionResponse> VERSION =
            method(RUNTIME + "Version", VersionRequest.getDefaultInstance(), VersionResponse.getDefaultInstance());
    static final MethodDescriptor<StatusRequest, StatusResponse> STATUS =
            method(RUNTIME + "Status", StatusRequest.getDefaultInstance(), StatusResponse.getDefaultInstance());
    static final MethodDescriptor<RunPodSandboxRequest, RunPodSandboxResponse> RUN_SANDBOX = method(
            RUNTIME + "RunPodSandbox",
            RunPodSandboxRequest.getDefaultInstance(),
            RunPodSandboxResponse.getDefaultInstance());
    static final MethodDescriptor<StopPodSandboxRequest, StopPodSandboxResponse> STOP_SANDBOX = method(
            RUNTIME + "StopPodSandbox",
            StopPodSandboxRequest.getDefaultInstance(),
            StopPodSandboxResponse.getDefaultInstance());
    static final MethodDescriptor<RemovePodSandboxRequest, RemovePodSandboxResponse> REMOVE_SANDBOX = method(
            RUNTIME + "RemovePodSandbox",
            RemovePodSandboxRequest.getDefaultInstance(),
            RemovePodSandboxResponse.getDefaultInstance());
    static final MethodDescriptor<PodSandboxStatusRequest, PodSandboxStatusResponse> SANDBOX_STATUS = method(
            RUNTIME + "PodSandboxStatus",
            PodSandboxStatusRequest.getDefaultInstance(),
            PodSandboxStatusResponse.getDefaultInstance());
    static final MethodDescriptor<ListPodSandboxRequest, ListPodSandboxResponse> LIST_SANDBOXES = method(
            RUNTIME + "ListPodSandbox",
            ListPodSandboxRequest.getDefaultInstance(),
            ListPodSandboxResponse.getDefaultInstance());
    static final MethodDescriptor<CreateContainerRequest, CreateContainerResponse> CREATE_CONTAINER = method(
            RUNTIME + "CreateContainer",
            CreateContainerRequest.getDefaultInstance(),
            CreateContainerResponse.getDefaultInstance());
    static final MethodDescriptor<StartContainerRequest, StartContainerResponse> START_CONTAINER = method(
            RUNTIME + "StartContainer",
            StartContainerRequest.getDefaultInstance(),
            StartContainerResponse.getDefaultInstance());
    static final MethodDescriptor<StopContainerRequest, StopContainerResponse> STOP_CONTAINER = method(
            RUNTIME + "StopContainer",
            StopContainerRequest.getDefaultInstance(),
            StopContainerResponse.getDefaultInstance());
    static final MethodDescriptor<RemoveContainerRequest, RemoveContainerResponse> REMOVE_CONTAINER = method(
            RUNTIME + "RemoveContainer",
            RemoveContainerRequest.getDefaultInstance(),
            RemoveContainerResponse.getDefaultInstance());
    static final MethodDescriptor<ListContainersRequest, ListContainersResponse> LIST_CONTAINERS = method(
            RUNTIME + "ListContainers",
            ListContainersRequest.getDefaultInstance(),
            ListContainersResponse.getDefaultInstance());
    static final MethodDescriptor<ContainerStatusRequest, ContainerStatusResponse> CONTAINER_STATUS = method(
            RUNTIME + "ContainerStatus",
            ContainerStatusRequest.getDefaultInstance(),
            ContainerStatusResponse.getDefaultInstance());
    static final MethodDescriptor<ReopenContainerLogRequest, ReopenContainerLogResponse> REOPEN_LOG = method(
            RUNTIME + "ReopenContainerLog",
            ReopenContainerLogRequest.getDefaultInstance(),
            ReopenContainerLogResponse.getDefaultInstance());
    static final MethodDescriptor<ListContainerStatsRequest, ListContainerStatsResponse> LIST_STATS = method(
            RUNTIME + "ListContainerStats",
            ListContainerStatsRequest.getDefaultInstance(),
            ListContainerStatsResponse.getDefaultInstance());
    static final MethodDescriptor<ExecSyncRequest, ExecSyncResponse> EXEC_SYNC =
            method(RUNTIME + "ExecSync", ExecSyncRequest.getDefaultInstance(), ExecSyncResponse.getDefaultInstance());
    static final MethodDescriptor<ExecRequest, ExecResponse> EXEC =
            method(RUNTIME + "Exec", ExecRequest.getDefaultInstance(), ExecResponse.getDefaultInstance());
    static final MethodDescriptor<AttachRequest, AttachResponse> ATTACH =
            method(RUNTIME + "Attach", AttachRequest.getDefaultInstance(), AttachResponse.getDefaultInstance());
    static final MethodDescriptor<PortForwardRequest, PortForwardResponse> PORT_FORWARD = method(
            RUNTIME + "PortForward", PortForwardRequest.getDefaultInstance(), PortForwardResponse.getDefaultInstance());
    static final MethodDescriptor<ListImagesRequest, ListImagesResponse> LIST_IMAGES = method(
            IMAGE + "ListImages", ListImagesRequest.getDefaultInstance(), ListImagesResponse.getDefaultInstance());
    static final MethodDescriptor<ImageStatusRequest, ImageStatusResponse> IMAGE_STATUS = method(
            IMAGE + "ImageStatus", ImageStatusRequest.getDefaultInstance(), ImageStatusResponse.getDefaultInstance());
    static final MethodDescriptor<PullImageRequest, PullImageResponse> PULL_IMAGE =
            method(IMAGE + "PullImage", PullImageRequest.getDefaultInstance(), PullImageResponse.getDefaultInstance());
    static final MethodDescriptor<RemoveImageRequest, RemoveImageResponse> REMOVE_IMAGE = method(
            IMAGE + "RemoveImage", RemoveImageRequest.getDefaultInstance(), RemoveImageResponse.getDefaultInstance());
    static final MethodDescriptor<ImageFsInfoRequest, ImageFsInfoResponse> IMAGE_FILESYSTEM = method(
            IMAGE + "ImageFsInfo", ImageFsInfoRequest.getDefaultInstance(), ImageFsInfoResponse.getDefaultInstance());
    static final MethodDescriptor<SubscribeRequest, Envelope> SUBSCRIBE = method(
            MethodType.SERVER_STREAMING,
            "containerd.services.events.v1.Events/Subscribe",
            SubscribeRequest.getDefaultInstance(),
            Envelope.getDefaultInstance());

    private CriMethods() {}
}
