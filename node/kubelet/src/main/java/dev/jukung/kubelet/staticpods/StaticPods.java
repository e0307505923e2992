package dev.jukung.kubelet.staticpods;

import dev.jukung.base.Cause;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.kubelet.pod.PodApi;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.DeleteOptions;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Change;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Pods of a folder running, with or without the API, and for each a mirror at the API that shows how it is. A mirror that
 * somebody deletes is made again; a file that changes is another Pod, which waits for the end of the one before. To their workers
 * these Pods look like others: with the version and the status of their mirror. Thread-safe.
 */
public final class StaticPods implements PodApi, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StaticPods.class);
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final Duration RETRY = Duration.ofSeconds(1);

    /**
     * @param path {@code staticPodPath}: a folder, or one file
     * @param interval {@code fileCheckFrequency}
     */
    public record Source(Path path, Duration interval) {}

    /** Who runs the Pods. */
    public interface Workers {
        /** The Pod is new; it does not wait for those of the API. */
        void run(Pod pod) throws InterruptedException;

        /** Its mirror has changed. */
        void changed(Pod pod);

        void gone(Pod pod);

        /** Whether something of the Pod is left, or may be. */
        boolean isKnown(String uid);
    }

    private final StaticPodFiles files;
    private final Duration interval;
    private final String nodeName;
    private final ApiClient client;
    private final PodApi others;
    private final Clock clock;
    private final Faults faults;
    // Guarded by this.
    private final Map<ObjectKey, Pod> running = new HashMap<>();
    private final Map<ObjectKey, Pod> mirrors = new HashMap<>();
    private final Map<String, ObjectKey> ending = new HashMap<>(); // by uid
    private Optional<Workers> workers = Optional.empty();
    private boolean apiKnown;
    private boolean closed;
    private Clock.Timer nextLook = () -> {};
    private Clock.Timer nextSync = () -> {};

    public StaticPods(Source source, String nodeName, ApiClient client, Clock clock, Faults faults) {
        this.files = new StaticPodFiles(source.path(), nodeName, clock);
        this.interval = source.interval();
        this.nodeName = nodeName;
        this.client = client;
        this.others = PodApi.of(client);
        this.clock = clock;
        this.faults = faults;
    }

    /**
     * Reads the files, and again from then on. Returns when the workers know the Pods of the first time: what runs of a Pod that
     * they do not know would be taken for a leftover.
     */
    public void start(Workers who) {
        synchronized (this) {
            workers = Optional.of(who);
        }
        look();
    }

    /** The API has told which mirrors there are; before that none is made. */
    public void apiKnown() {
        synchronized (this) {
            apiKnown = true;
        }
        syncSoon(Duration.ZERO);
    }

    // --- files

    /**
     * @param gone what has to end
     * @param fresh what has to be run
     * @param waiting whether something else waits for the end of its predecessor
     */
    private record Moves(List<Pod> gone, List<Pod> fresh, boolean waiting) {}

    private void look() {
        boolean waiting = false;
        try {
            Moves moves = compare(files.read());
            Workers who = workers();
            moves.gone().forEach(who::gone);
            for (Pod pod : moves.fresh()) {
                who.run(pod);
            }
            waiting = moves.waiting();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the process ends
        } catch (RuntimeException bug) {
            faults.report("reading static pods", bug);
        }
        synchronized (this) {
            if (!closed) {
                nextLook = clock.after(waiting ? RETRY : interval, this::look);
            }
        }
        syncSoon(Duration.ZERO);
    }

    private synchronized Workers workers() {
        return workers.orElseThrow();
    }

    private synchronized Moves compare(List<Pod> found) {
        Map<ObjectKey, Pod> wanted = new HashMap<>();
        found.forEach(pod -> wanted.putIfAbsent(pod.key(), pod));
        ending.keySet().removeIf(uid -> !workers().isKnown(uid));
        List<Pod> gone = running.values().stream()
                .filter(pod -> !wanted.containsKey(pod.key())
                        || !wanted.get(pod.key()).uid().equals(pod.uid()))
                .toList();
        for (Pod pod : gone) {
            LOG.info("static pod {} ends", pod.key());
            running.remove(pod.key());
            ending.put(pod.uid(), pod.key());
        }
        List<Pod> missing = wanted.values().stream()
                .filter(pod -> !running.containsKey(pod.key()))
                .toList();
        List<Pod> fresh =
                missing.stream().filter(pod -> !ending.containsValue(pod.key())).toList();
        fresh.forEach(pod -> running.put(pod.key(), pod));
        return new Moves(
                gone,
                fresh.stream()
                        .map(pod -> seen(pod, Optional.ofNullable(mirrors.get(pod.key()))))
                        .toList(),
                fresh.size() < missing.size());
    }

    // --- mirrors

    public static boolean isMirror(Pod pod) {
        return pod.metadata().annotations().containsKey(MIRROR);
    }

    /** The uid under which the Pod runs: a mirror's is another one. */
    public static String runningUid(Pod pod) {
        return isMirror(pod) ? pod.metadata().annotations().getOrDefault(StaticPodFiles.HASH, pod.uid()) : pod.uid();
    }

    /** A mirror on this node has changed. */
    public void mirrorChanged(Change<Pod> change) {
        Pod mirror = change.object();
        Optional<Pod> told = Optional.empty();
        synchronized (this) {
            if (change instanceof Change.Deleted<Pod>) {
                mirrors.remove(mirror.key());
            } else {
                mirrors.put(mirror.key(), mirror);
                told = Optional.ofNullable(running.get(mirror.key()))
                        .filter(pod -> shows(mirror, pod))
                        .map(pod -> seen(pod, Optional.of(mirror)));
            }
        }
        told.ifPresent(pod -> workers().changed(pod));
        syncSoon(Duration.ZERO);
    }

    private static boolean shows(Pod mirror, Pod pod) {
        return pod.uid().equals(mirror.metadata().annotations().get(MIRROR));
    }

    /** As its worker sees it: what the file says, with what the API knows. */
    private static Pod seen(Pod pod, Optional<Pod> mirror) {
        return mirror.filter(found -> shows(found, pod))
                .map(found -> new Pod(pod.tree()
                        .withAt(found.resourceVersion(), "metadata", "resourceVersion")
                        .with("status", found.status().tree())))
                .orElse(pod);
    }

    private synchronized void syncSoon(Duration delay) {
        if (!closed && apiKnown) {
            nextSync.cancel();
            nextSync = clock.after(delay, this::sync);
        }
    }

    private void sync() {
        try {
            ScopedValue.where(Cause.CURRENT, new Cause("kubelet", "mirror static pods", 0))
                    .<Boolean, InterruptedException>call(() -> {
                        syncAll();
                        return true;
                    });
        } catch (ApiException e) {
            LOG.warn("Failed creating a mirror pod: {}", e.getMessage());
            syncSoon(RETRY);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the process ends
        } catch (RuntimeException bug) {
            faults.report("mirroring static pods", bug);
        }
    }

    private void syncAll() throws InterruptedException {
        Map<ObjectKey, Pod> wanted;
        Map<ObjectKey, Pod> there;
        synchronized (this) {
            wanted = Map.copyOf(running);
            there = Map.copyOf(mirrors);
        }
        for (Pod mirror : there.values()) {
            Pod pod = wanted.get(mirror.key());
            if (pod == null || mirror.deleting() || !shows(mirror, pod)) {
                client.delete(
                        Resources.PODS, mirror.key(), DeleteOptions.grace(0).onlyUid(mirror.uid()));
            }
        }
        for (Pod pod : wanted.values()) {
            if (!there.containsKey(pod.key())) {
                create(pod);
            }
        }
    }

    private void create(Pod pod) throws InterruptedException {
        Node node = client.get(Resources.NODES, ObjectKey.of(nodeName)); // whose it is
        ObjectValue owner = ObjectValue.of(
                "apiVersion", "v1", "kind", "Node", "name", nodeName, "uid", node.uid(), "controller", true);
        Pod mirror = new Pod(pod.tree()
                .withoutAt("metadata", "uid")
                .withAt(pod.uid(), "metadata", "annotations", MIRROR)
                .withAt(ListValue.of(owner), "metadata", "ownerReferences"));
        client.create(Resources.PODS, mirror);
    }

    // --- what workers write

    private static boolean isStatic(Pod pod) {
        return "file".equals(pod.metadata().annotations().get(StaticPodFiles.SOURCE));
    }

    private synchronized Optional<Pod> mirrorOf(Pod pod) {
        return Optional.ofNullable(mirrors.get(pod.key())).filter(mirror -> shows(mirror, pod));
    }

    /** Without a mirror nothing is written; its worker hears of it when there is one. */
    @Override
    public Optional<Pod> patchStatus(Pod pod, ObjectValue patch) throws InterruptedException {
        if (!isStatic(pod)) {
            return others.patchStatus(pod, patch);
        }
        Optional<Pod> mirror = mirrorOf(pod);
        if (mirror.isEmpty()) {
            return Optional.empty();
        }
        return others.patchStatus(mirror.get(), patch.withAt(mirror.get().uid(), "metadata", "uid"))
                .map(written -> seen(pod, Optional.of(written)));
    }

    @Override
    public void delete(Pod pod) throws InterruptedException {
        if (!isStatic(pod)) {
            others.delete(pod);
        }
    }

    @Override
    public Optional<Pod> find(Pod pod) throws InterruptedException {
        return isStatic(pod)
                ? client.find(Resources.PODS, pod.key())
                        .filter(mirror -> shows(mirror, pod))
                        .map(mirror -> seen(pod, Optional.of(mirror)))
                : others.find(pod);
    }

    @Override
    public synchronized void close() {
        closed = true;
        nextLook.cancel();
        nextSync.cancel();
    }
}
