package dev.jukung.kubelet.cri;

import dev.jukung.kubelet.container.ImageService;
import dev.jukung.kubelet.container.SandboxConfig;
import dev.jukung.kubelet.cri.api.AuthConfig;
import dev.jukung.kubelet.cri.api.ImageFsInfoRequest;
import dev.jukung.kubelet.cri.api.ImageSpec;
import dev.jukung.kubelet.cri.api.ImageStatusRequest;
import dev.jukung.kubelet.cri.api.ImageStatusResponse;
import dev.jukung.kubelet.cri.api.ListImagesRequest;
import dev.jukung.kubelet.cri.api.PullImageRequest;
import dev.jukung.kubelet.cri.api.RemoveImageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** CRI's ImageService. Thread-safe. */
final class CriImages implements ImageService {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    /** Large images over slow lines take long; the runtime itself gives up when a pull makes no progress. */
    private static final Duration PULL_TIMEOUT = Duration.ofHours(2);

    private final CriConnection connection;

    CriImages(CriConnection connection) {
        this.connection = connection;
    }

    private static ImageSpec spec(String reference) {
        return ImageSpec.newBuilder().setImage(reference).build();
    }

    @Override
    public Optional<Image> image(String reference) throws InterruptedException {
        ImageStatusResponse answer = connection.call(
                CriMethods.IMAGE_STATUS,
                ImageStatusRequest.newBuilder().setImage(spec(reference)).build(),
                TIMEOUT);
        return answer.hasImage() ? Optional.of(CriAnswers.image(answer.getImage())) : Optional.empty();
    }

    @Override
    public List<Image> images() throws InterruptedException {
        return connection
                .call(CriMethods.LIST_IMAGES, ListImagesRequest.getDefaultInstance(), TIMEOUT)
                .getImagesList()
                .stream()
                .map(CriAnswers::image)
                .toList();
    }

    @Override
    public String pull(String reference, Optional<Credentials> credentials, SandboxConfig sandbox)
            throws InterruptedException {
        PullImageRequest.Builder request =
                PullImageRequest.newBuilder().setImage(spec(reference)).setSandboxConfig(CriRequests.sandbox(sandbox));
        credentials.ifPresent(given -> request.setAuth(AuthConfig.newBuilder()
                .setUsername(given.username())
                .setPassword(given.password())
                .setServerAddress(given.server())
                .setIdentityToken(given.identityToken())
                .setRegistryToken(given.registryToken())));
        return connection
                .call(CriMethods.PULL_IMAGE, request.build(), PULL_TIMEOUT)
                .getImageRef();
    }

    @Override
    public void remove(String reference) throws InterruptedException {
        connection.call(
                CriMethods.REMOVE_IMAGE,
                RemoveImageRequest.newBuilder().setImage(spec(reference)).build(),
                TIMEOUT);
    }

    @Override
    public long usedBytes() throws InterruptedException {
        return connection
                .call(CriMethods.IMAGE_FILESYSTEM, ImageFsInfoRequest.getDefaultInstance(), TIMEOUT)
                .getImageFilesystemsList()
                .stream()
                .mapToLong(usage -> usage.getUsedBytes().getValue())
                .sum();
    }
}
