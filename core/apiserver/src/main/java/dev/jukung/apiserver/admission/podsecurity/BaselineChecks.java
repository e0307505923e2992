package dev.jukung.apiserver.admission.podsecurity;

import dev.jukung.schema.GoText;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The checks of the level baseline. See https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline. */
final class BaselineChecks {
    private static final Set<String> CAPABILITIES = Set.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");
    private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");

    private BaselineChecks() {}

    static Optional<Finding> appArmor(PodView pod) {
        Set<String> values = new TreeSet<>();
        String setters = pod.setters(context -> isBad(context, "appArmorProfile", values));
        Set<String> annotations = new TreeSet<>();
        pod.annotations().forEach((key, value) -> {
            String profile = String.valueOf(value);
            boolean allowed =
                    profile.isEmpty() || profile.equals("runtime/default") || profile.startsWith("localhost/");
            if (key.startsWith("container.apparmor.security.beta.kubernetes.io/") && !allowed) {
                annotations.add(key + "=" + GoText.quote(profile));
            }
        });
        if (setters.isEmpty() && annotations.isEmpty()) {
            return Optional.empty();
        }
        List<String> bad = new ArrayList<>(values);
        bad.addAll(annotations);
        List<String> who = new ArrayList<>(setters.isEmpty() ? List.of() : List.of(setters));
        if (!annotations.isEmpty()) {
            who.add(PodView.plural("annotation", annotations));
        }
        return Optional.of(new Finding(
                PodView.plural("forbidden AppArmor profile", bad),
                String.join(" and ", who) + " must not set AppArmor profile type to " + PodView.quoted(bad)));
    }

    private static boolean isBad(ObjectValue context, String profile, Set<String> values) {
        String type = context.object(profile).text("type", "");
        boolean bad = context.has(profile) && !PROFILES.contains(type);
        if (bad) {
            values.add(type);
        }
        return bad;
    }

    static Optional<Finding> capabilities(PodView pod) {
        Set<String> added = new TreeSet<>();
        List<String> bad = pod.containersThat(container -> adds(container, CAPABILITIES, added));
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "non-default capabilities",
                        PodView.named("container", bad) + " must not include " + PodView.quoted(added)
                                + " in securityContext.capabilities.add"));
    }

    static boolean adds(ObjectValue container, Set<String> allowed, Set<String> found) {
        List<String> others = PodView.security(container).object("capabilities").list("add").stream()
                .map(String::valueOf)
                .filter(name -> !allowed.contains(name))
                .toList();
        found.addAll(others);
        return !others.isEmpty();
    }

    static Optional<Finding> hostNamespaces(PodView pod) {
        List<String> shared = Stream.of("hostNetwork", "hostPID", "hostIPC")
                .filter(field -> pod.spec().flag(field, false))
                .map(field -> field + "=true")
                .toList();
        return shared.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding("host namespaces", String.join(", ", shared)));
    }

    static Optional<Finding> hostPaths(PodView pod) {
        List<String> volumes = pod.spec().list("volumes").objects().stream()
                .filter(volume -> volume.has("hostPath"))
                .map(volume -> volume.text("name", ""))
                .toList();
        return volumes.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding("hostPath volumes", PodView.named("volume", volumes)));
    }

    static Optional<Finding> hostPorts(PodView pod) {
        Set<String> ports = new TreeSet<>();
        List<String> bad = pod.containersThat(container -> {
            List<String> own = container.list("ports").objects().stream()
                    .map(port -> port.integer("hostPort", 0))
                    .filter(port -> port != 0)
                    .map(String::valueOf)
                    .toList();
            ports.addAll(own);
            return !own.isEmpty();
        });
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "hostPort",
                        PodView.named("container", bad) + (bad.size() == 1 ? " uses " : " use ")
                                + PodView.plural("hostPort", ports) + " " + String.join(", ", ports)));
    }

    static Optional<Finding> probeHosts(PodView pod) {
        Set<String> hosts = new TreeSet<>();
        Set<String> bad = new TreeSet<>(pod.containersThat(container -> {
            ObjectValue lifecycle = container.object("lifecycle");
            Set<String> own = new HashSet<>();
            Stream.of(
                            container.object("livenessProbe"),
                            container.object("readinessProbe"),
                            container.object("startupProbe"),
                            lifecycle.object("postStart"),
                            lifecycle.object("preStop"))
                    .flatMap(handler -> Stream.of(handler.object("httpGet"), handler.object("tcpSocket")))
                    .map(action -> action.text("host", ""))
                    .filter(host -> !host.isEmpty())
                    .forEach(own::add);
            hosts.addAll(own);
            return !own.isEmpty();
        }));
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "probe or lifecycle host",
                        PodView.named("container", bad)
                                + (bad.size() == 1 ? " uses " : " use ")
                                + PodView.named("probe or lifecycle host", hosts)));
    }

    static Optional<Finding> privileged(PodView pod) {
        List<String> bad =
                pod.containersThat(container -> PodView.security(container).flag("privileged", false));
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "privileged",
                        PodView.named("container", bad) + " must not set securityContext.privileged=true"));
    }

    static Optional<Finding> procMount(PodView pod) {
        Set<String> types = new TreeSet<>();
        List<String> bad = pod.containersThat(container -> {
            String type = PodView.security(container).text("procMount", "Default");
            if (!type.equals("Default")) {
                types.add(type);
            }
            return !type.equals("Default");
        });
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "procMount",
                        PodView.named("container", bad) + " must not set securityContext.procMount to "
                                + PodView.quoted(types)));
    }

    static Optional<Finding> procMountOutsideUserNamespaces(PodView pod) {
        return pod.hasUserNamespace() ? Optional.empty() : procMount(pod);
    }

    static Optional<Finding> seLinux(PodView pod, Set<String> allowed) {
        Set<String> types = new TreeSet<>();
        Set<String> fields = new HashSet<>();
        String setters = pod.setters(context -> {
            ObjectValue options = context.object("seLinuxOptions");
            String type = options.text("type", "");
            boolean bad = false;
            if (!type.isEmpty() && !allowed.contains(type)) {
                types.add(type);
                bad = true;
            }
            for (String field : List.of("user", "role")) {
                if (!options.text(field, "").isEmpty()) {
                    fields.add(field);
                    bad = true;
                }
            }
            return bad;
        });
        if (setters.isEmpty()) {
            return Optional.empty();
        }
        List<String> data = new ArrayList<>();
        if (!types.isEmpty()) {
            data.add(PodView.named("type", types));
        }
        Stream.of("user", "role").filter(fields::contains).forEach(field -> data.add(field + " may not be set"));
        return Optional.of(new Finding(
                "seLinuxOptions",
                setters + " set forbidden securityContext.seLinuxOptions: " + String.join("; ", data)));
    }

    static Optional<Finding> seccompAnnotations(PodView pod) {
        Set<String> bad = new TreeSet<>();
        Stream<String> keys = Stream.concat(
                Stream.of("seccomp.security.alpha.kubernetes.io/pod"),
                pod.containersThat(_ -> true).stream()
                        .map(name -> "container.seccomp.security.alpha.kubernetes.io/" + name));
        keys.filter(pod.annotations()::has).forEach(key -> {
            String value = pod.annotations().text(key, "");
            if (!value.equals("runtime/default")
                    && !value.equals("docker/default")
                    && !value.startsWith("localhost/")) {
                bad.add(key + "=" + GoText.quote(value));
            }
        });
        return bad.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "seccompProfile",
                        "forbidden " + PodView.plural("annotation", bad) + " " + String.join(", ", bad)));
    }

    static Optional<Finding> seccomp(PodView pod) {
        Set<String> values = new TreeSet<>();
        String setters = pod.setters(context -> isBad(context, "seccompProfile", values));
        return setters.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "seccompProfile",
                        setters + " must not set securityContext.seccompProfile.type to " + PodView.quoted(values)));
    }

    static Optional<Finding> sysctls(PodView pod, Set<String> allowed) {
        List<String> bad = pod.security().list("sysctls").objects().stream()
                .map(sysctl -> sysctl.text("name", ""))
                .filter(name -> !allowed.contains(name))
                .toList();
        return bad.isEmpty() ? Optional.empty() : Optional.of(new Finding("forbidden sysctls", String.join(", ", bad)));
    }

    static Optional<Finding> hostProcess(PodView pod) {
        String setters = pod.setters(context -> context.object("windowsOptions").flag("hostProcess", false));
        return setters.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        "hostProcess", setters + " must not set securityContext.windowsOptions.hostProcess=true"));
    }
}
