package dev.jukung.app.role;

import dev.jukung.cluster.RoleSettings;
import java.util.Map;

/** Turns the flags of kube-scheduler into settings. */
final class SchedulerFlags {
    static final FlagSet FLAGS = FlagSet.read("kube-scheduler", "scheduler.flags", removed());

    private SchedulerFlags() {}

    private static Map<String, String> removed() {
        Map<String, String> removed = RoleFlags.removed();
        for (String flag : new String[] {
            "policy-config-file", "policy-configmap", "policy-configmap-namespace", "use-legacy-policy-config"
        }) {
            removed.put(flag, "removed in v1.23: policies gave way to --config");
        }
        removed.put("algorithm-provider", "removed in v1.23: use --config");
        removed.put("scheduler-name", "removed in v1.23: use --config");
        removed.put("hard-pod-affinity-symmetric-weight", "removed in v1.23: use --config");
        return removed;
    }

    /** @throws FlagException with what is wrong */
    static RoleSettings read(FlagValues values, String identity) {
        return RoleFlags.read(values, FLAGS.component(), identity, true);
    }
}
