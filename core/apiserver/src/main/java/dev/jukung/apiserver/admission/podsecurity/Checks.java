package dev.jukung.apiserver.admission.podsecurity;

import dev.jukung.apiserver.admission.podsecurity.Standard.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** All checks with the versions in which they hold, in the order in which they are told. Immutable. */
final class Checks {
    private static final Set<String> SELINUX_0 = Set.of("container_t", "container_init_t", "container_kvm_t");
    private static final Set<String> SELINUX_31 = plus(SELINUX_0, "container_engine_t");
    private static final Set<String> SYSCTLS_0 = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_unprivileged_port_start");
    private static final Set<String> SYSCTLS_27 = plus(SYSCTLS_0, "net.ipv4.ip_local_reserved_ports");
    private static final Set<String> SYSCTLS_29 = plus(
            SYSCTLS_27,
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes");
    private static final Set<String> SYSCTLS_32 = plus(SYSCTLS_29, "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem");
    private static final int ALWAYS = Standard.LATEST;

    private enum Scope {
        BASELINE,
        /** A check of baseline in whose place restricted has one of its own. */
        ONLY_BASELINE,
        RESTRICTED
    }

    /**
     * @param from the first minor version in which it holds
     * @param before the first one in which it does not hold any more
     */
    private record Check(Scope scope, int from, int before, Function<PodView, Optional<Finding>> test) {
        boolean holds(Standard standard) {
            // Versions that do not exist yet count as the latest.
            int minor = standard.minor() == ALWAYS ? ALWAYS - 1 : standard.minor();
            return from <= minor
                    && minor < before
                    && switch (scope) {
                        case BASELINE -> true;
                        case ONLY_BASELINE -> standard.level() == Level.BASELINE;
                        case RESTRICTED -> standard.level() == Level.RESTRICTED;
                    };
        }
    }

    /** By the names that the reference sorts them by; those of baseline first. */
    private static final List<Check> ALL = List.of(
            new Check(Scope.BASELINE, 0, ALWAYS, BaselineChecks::appArmor),
            new Check(Scope.BASELINE, 0, 22, BaselineChecks::capabilities),
            new Check(Scope.ONLY_BASELINE, 22, ALWAYS, BaselineChecks::capabilities),
            new Check(Scope.BASELINE, 0, ALWAYS, BaselineChecks::hostNamespaces),
            new Check(Scope.ONLY_BASELINE, 0, ALWAYS, BaselineChecks::hostPaths),
            new Check(Scope.BASELINE, 0, ALWAYS, BaselineChecks::hostPorts),
            new Check(Scope.BASELINE, 34, ALWAYS, BaselineChecks::probeHosts),
            new Check(Scope.BASELINE, 0, ALWAYS, BaselineChecks::privileged),
            new Check(Scope.BASELINE, 0, 35, BaselineChecks::procMount),
            new Check(Scope.ONLY_BASELINE, 35, ALWAYS, BaselineChecks::procMountOutsideUserNamespaces),
            new Check(Scope.BASELINE, 0, 31, pod -> BaselineChecks.seLinux(pod, SELINUX_0)),
            new Check(Scope.BASELINE, 31, ALWAYS, pod -> BaselineChecks.seLinux(pod, SELINUX_31)),
            new Check(Scope.BASELINE, 0, 19, BaselineChecks::seccompAnnotations),
            new Check(Scope.ONLY_BASELINE, 19, ALWAYS, BaselineChecks::seccomp),
            new Check(Scope.BASELINE, 0, 27, pod -> BaselineChecks.sysctls(pod, SYSCTLS_0)),
            new Check(Scope.BASELINE, 27, 29, pod -> BaselineChecks.sysctls(pod, SYSCTLS_27)),
            new Check(Scope.BASELINE, 29, 32, pod -> BaselineChecks.sysctls(pod, SYSCTLS_29)),
            new Check(Scope.BASELINE, 32, ALWAYS, pod -> BaselineChecks.sysctls(pod, SYSCTLS_32)),
            new Check(Scope.BASELINE, 0, ALWAYS, BaselineChecks::hostProcess),
            new Check(Scope.RESTRICTED, 8, 25, RestrictedChecks::privilegeEscalation),
            new Check(Scope.RESTRICTED, 25, ALWAYS, unlessWindows(RestrictedChecks::privilegeEscalation)),
            new Check(Scope.RESTRICTED, 22, 25, RestrictedChecks::capabilities),
            new Check(Scope.RESTRICTED, 25, ALWAYS, unlessWindows(RestrictedChecks::capabilities)),
            new Check(Scope.RESTRICTED, 35, ALWAYS, BaselineChecks::procMount),
            new Check(Scope.RESTRICTED, 0, ALWAYS, RestrictedChecks::volumes),
            new Check(Scope.RESTRICTED, 0, 35, RestrictedChecks::runAsNonRoot),
            new Check(Scope.RESTRICTED, 35, ALWAYS, unlessMapped(RestrictedChecks::runAsNonRoot)),
            new Check(Scope.RESTRICTED, 23, 35, RestrictedChecks::runAsUser),
            new Check(Scope.RESTRICTED, 35, ALWAYS, unlessMapped(RestrictedChecks::runAsUser)),
            new Check(Scope.RESTRICTED, 19, 25, RestrictedChecks::seccomp),
            new Check(Scope.RESTRICTED, 25, ALWAYS, unlessWindows(RestrictedChecks::seccomp)));

    private Checks() {}

    private static Set<String> plus(Set<String> some, String... more) {
        Set<String> all = new java.util.HashSet<>(some);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }

    private static Function<PodView, Optional<Finding>> unlessWindows(Function<PodView, Optional<Finding>> check) {
        return pod -> pod.isWindows() ? Optional.empty() : check.apply(pod);
    }

    /** Root in a user namespace is nobody outside of it. */
    private static Function<PodView, Optional<Finding>> unlessMapped(Function<PodView, Optional<Finding>> check) {
        return pod -> pod.hasUserNamespace() ? Optional.empty() : check.apply(pod);
    }

    static List<Finding> violations(Standard standard, PodView pod) {
        List<Finding> findings = new ArrayList<>();
        if (standard.level() == Level.PRIVILEGED) {
            return findings;
        }
        for (Check check : ALL) {
            if (check.holds(standard)) {
                check.test().apply(pod).ifPresent(findings::add);
            }
        }
        return findings;
    }
}
