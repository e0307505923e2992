package dev.jukung.kubelet.container;

/** The labels and annotations that tie sandboxes and containers to their pods; the names are Kubernetes'. */
public final class Labels {
    public static final String POD_NAME = "io.kubernetes.pod.name";
    public static final String POD_NAMESPACE = "io.kubernetes.pod.namespace";
    public static final String POD_UID = "io.kubernetes.pod.uid";
    public static final String CONTAINER_NAME = "io.kubernetes.container.name";
    public static final String CONTAINER_HASH = "io.kubernetes.container.hash";
    public static final String RESTART_COUNT = "io.kubernetes.container.restartCount";
    public static final String TERMINATION_MESSAGE_PATH = "io.kubernetes.container.terminationMessagePath";
    public static final String TERMINATION_MESSAGE_POLICY = "io.kubernetes.container.terminationMessagePolicy";
    public static final String POD_GRACE_PERIOD = "io.kubernetes.pod.terminationGracePeriod";
    /** Ours: INIT, SIDECAR, REGULAR or EPHEMERAL. */
    public static final String ROLE = "dev.jukung/role";
    /** Ours: the restart policy that holds for the container. */
    public static final String RESTART_POLICY = "dev.jukung/restart-policy";

    private Labels() {}
}
