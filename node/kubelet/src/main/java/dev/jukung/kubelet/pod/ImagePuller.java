package dev.jukung.kubelet.pod;

import dev.jukung.base.Clock;
import dev.jukung.kubelet.container.ImageService;
import dev.jukung.kubelet.container.ImageService.Credentials;
import dev.jukung.kubelet.container.ImageService.Image;
import dev.jukung.kubelet.container.RuntimeFailure;
import dev.jukung.kubelet.container.SandboxConfig;
import dev.jukung.kubelet.pod.PodFacts.Blocked;
import dev.jukung.model.core.v1.LocalObjectReference;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * Sees to it that an image is on the node, by the container's pull policy. A pull that failed is not repeated before 10 s, doubled
 * with each failure up to 5 minutes. Thread-safe.
 */
final class ImagePuller {
    /** Pulls share the node's line and disk; more at once make each slower. */
    private static final int PULLS_AT_ONCE = 4;

    private static final Duration FIRST_DELAY = Duration.ofSeconds(10);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
    private static final Duration MAX_DELAY = Duration.ofSeconds(300);
    private static final Pattern NAME = Pattern.compile(
            "[a-zA-Z0-9][a-zA-Z0-9._:\\[\\]-]*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[\\w][\\w.-]{0,127})?(@[a-z0-9]+:[a-fA-F0-9]{32,})?");

    /** Whether there is an image to run. */
    sealed interface Result {
        record Present(Image image) implements Result {}

        record Missing(Blocked why) implements Result {}
    }

    private record Delay(Duration length, Instant until, String error) {}

    private final ImageService images;
    private final ReferencedObjects objects;
    private final PodEvents events;
    private final Clock clock;
    private final Semaphore pulls = new Semaphore(PULLS_AT_ONCE, true);
    // Guarded by this. By pod uid and image; forgotten with the pod.
    private final Map<String, Map<String, Delay>> delays = new HashMap<>();

    ImagePuller(ImageService images, ReferencedObjects objects, PodEvents events, Clock clock) {
        this.images = images;
        this.objects = objects;
        this.events = events;
        this.clock = clock;
    }

    Result ensure(Pod pod, PodContainer container, SandboxConfig sandbox) throws InterruptedException {
        String name = container.spec().image().orElse("");
        if (!NAME.matcher(name).matches()) {
            String message = "Failed to apply default image tag \"" + name + "\": couldn't parse image name \"" + name
                    + "\": invalid reference format";
            events.warning(pod, container, "InspectFailed", message);
            return missing(
                    pod, container, "InvalidImageName", message, clock.now().plus(MAX_DELAY));
        }
        Optional<Image> present;
        try {
            present = images.image(name);
        } catch (RuntimeFailure e) {
            String message = "Failed to inspect image \"" + name + "\": " + e.getMessage();
            events.warning(pod, container, "InspectFailed", message);
            return missing(
                    pod, container, "ImageInspectError", message, clock.now().plus(FIRST_DELAY));
        }
        String policy = container.spec().imagePullPolicy().orElse(defaultPolicy(name));
        if (present.isPresent() && !policy.equals("Always")) {
            events.normal(
                    pod,
                    container,
                    "Pulled",
                    "Container image \"" + name + "\" already present on machine and can be accessed by the pod");
            return new Result.Present(present.get());
        }
        if (policy.equals("Never")) {
            String message = "Container image \"" + name + "\" is not present with pull policy of Never";
            events.warning(pod, container, "ErrImageNeverPull", message);
            return missing(
                    pod, container, "ErrImageNeverPull", message, clock.now().plus(FIRST_DELAY));
        }
        return pull(pod, container, name, sandbox);
    }

    /** What the API server fills in where the policy is not given. */
    private static String defaultPolicy(String image) {
        String last = image.substring(image.lastIndexOf('/') + 1);
        boolean latest = !last.contains("@") && (!last.contains(":") || last.endsWith(":latest"));
        return latest ? "Always" : "IfNotPresent";
    }

    private Result missing(Pod pod, PodContainer container, String reason, String message, Instant retryAt) {
        events.warning(pod, container, "Failed", "Error: " + reason);
        return new Result.Missing(new Blocked(reason, message, retryAt));
    }

    private Result pull(Pod pod, PodContainer container, String name, SandboxConfig sandbox)
            throws InterruptedException {
        Optional<Delay> delay = delay(pod.uid(), name);
        if (delay.isPresent() && delay.get().until().isAfter(clock.now())) {
            return backOff(pod, container, name, delay.get());
        }
        events.normal(pod, container, "Pulling", "Pulling image \"" + name + "\"");
        long asked = clock.nanos();
        pulls.acquire();
        long began = clock.nanos();
        try {
            Image image = pullWithSecrets(pod, name, sandbox);
            Duration took = Duration.ofNanos(clock.nanos() - began);
            Duration withWaiting = Duration.ofNanos(clock.nanos() - asked);
            events.normal(
                    pod,
                    container,
                    "Pulled",
                    "Successfully pulled image \"" + name + "\" in " + millis(took) + " (" + millis(withWaiting)
                            + " including waiting). Image size: " + image.sizeBytes() + " bytes.");
            return new Result.Present(image);
        } catch (RuntimeFailure e) {
            events.warning(pod, container, "Failed", "Failed to pull image \"" + name + "\": " + e.getMessage());
            failed(pod.uid(), name, e.getMessage());
            // Shown as ErrImagePull for a moment; the next look, in the middle of the delay, makes it ImagePullBackOff.
            return missing(
                    pod, container, "ErrImagePull", e.getMessage(), clock.now().plus(FIRST_LOOK));
        } finally {
            pulls.release();
        }
    }

    private static String millis(Duration duration) {
        return GoDurations.text(Duration.ofMillis(duration.toMillis()));
    }

    private Image pullWithSecrets(Pod pod, String name, SandboxConfig sandbox) throws InterruptedException {
        List<Secret> secrets = new ArrayList<>();
        for (LocalObjectReference reference : pod.spec().imagePullSecrets()) {
            objects.secret(pod.namespace(), reference.name().orElse("")).ifPresent(secrets::add);
        }
        List<Credentials> candidates = RegistryCredentials.matching(name, secrets);
        RuntimeFailure last = new RuntimeFailure(RuntimeFailure.Code.UNKNOWN, "no credentials tried");
        List<Optional<Credentials>> tries = candidates.isEmpty()
                ? List.of(Optional.empty())
                : candidates.stream().map(Optional::of).toList();
        for (Optional<Credentials> credentials : tries) {
            try {
                String id = images.pull(name, credentials, sandbox);
                return images.image(id)
                        .orElseThrow(() ->
                                new RuntimeFailure(RuntimeFailure.Code.UNKNOWN, "the pulled image " + id + " is gone"));
            } catch (RuntimeFailure e) {
                last = e;
            }
        }
        throw last;
    }

    private Result backOff(Pod pod, PodContainer container, String name, Delay delay) {
        String message = "Back-off pulling image \"" + name + "\"";
        events.normal(pod, container, "BackOff", message);
        return missing(pod, container, "ImagePullBackOff", message + ": ErrImagePull: " + delay.error(), delay.until());
    }

    private synchronized Optional<Delay> delay(String uid, String image) {
        return Optional.ofNullable(delays.getOrDefault(uid, Map.of()).get(image));
    }

    private synchronized void failed(String uid, String image, String error) {
        Map<String, Delay> pod = delays.computeIfAbsent(uid, _ -> new HashMap<>());
        Delay before = pod.get(image);
        Duration length = before == null ? FIRST_DELAY : before.length().multipliedBy(2);
        length = length.compareTo(MAX_DELAY) < 0 ? length : MAX_DELAY;
        pod.put(image, new Delay(length, clock.now().plus(length), error));
    }

    /** The pod has ended. */
    synchronized void forget(String uid) {
        delays.remove(uid);
    }
}
