package dev.jukung.apiserver.kinds;

import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldPath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What Pods and containers may say of their users, groups and kernel parameters. Pure functions. */
final class SecurityContextRules {
    private static final Pattern SYSCTL =
            Pattern.compile("([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?");
    private static final int MAX_SYSCTL = 253;
    private static final List<String> IPC = List.of("kernel.shm", "kernel.msg", "fs.mqueue.");
    /** In the order of Go's struct. */
    private static final List<String> FIELDS = List.of(
            "capabilities",
            "privileged",
            "seLinuxOptions",
            "windowsOptions",
            "runAsUser",
            "runAsGroup",
            "runAsNonRoot",
            "readOnlyRootFilesystem",
            "allowPrivilegeEscalation",
            "procMount",
            "seccompProfile",
            "appArmorProfile");

    private SecurityContextRules() {}

    static void ofPod(Checked spec) {
        Checked context = spec.in("securityContext");
        for (String field : List.of("fsGroup", "runAsUser", "runAsGroup")) {
            identity(context, field);
        }
        List<Object> groups =
                context.value().list("supplementalGroups").stream().toList();
        for (int i = 0; i < groups.size(); i++) {
            long group = groups.get(i) instanceof Long number ? number : 0;
            identity(context, context.path().child("supplementalGroups").index(i), group);
        }
        boolean shared = spec.value().flag("shareProcessNamespace", false);
        if (shared && spec.value().flag("hostPID", false)) {
            context.errors()
                    .add(FieldError.invalid(
                            context.path().child("shareProcessNamespace"),
                            true,
                            "ShareProcessNamespace and HostPID cannot both be enabled"));
        }
        sysctls(spec, context);
        seccomp(context);
        context.oneOf("supplementalGroupsPolicy", List.of("Merge", "Strict"));
        context.oneOf("seLinuxChangePolicy", List.of("Recursive"));
    }

    static void ofContainer(Checked container) {
        Checked context = container.in("securityContext");
        identity(context, "runAsUser");
        identity(context, "runAsGroup");
        seccomp(context);
        if (!context.value().flag("allowPrivilegeEscalation", true)) {
            if (context.value().flag("privileged", false)) {
                contradicts(context, "`privileged` to true");
            }
            if (context.in("capabilities").texts("add").contains("CAP_SYS_ADMIN")) {
                contradicts(context, "`capabilities.Add` CAP_SYS_ADMIN");
            }
        }
    }

    private static void contradicts(Checked context, String what) {
        context.errors()
                .add(FieldError.invalid(
                        context.path(),
                        GoStruct.of(context.value(), FIELDS),
                        "cannot set `allowPrivilegeEscalation` to false and " + what));
    }

    private static void identity(Checked context, String field) {
        identity(context, context.path().child(field), context.number(field));
    }

    private static void identity(Checked context, FieldPath path, long number) {
        if (number < 0 || number > Integer.MAX_VALUE) {
            context.errors().add(FieldError.invalid(path, number, "must be between 0 and 2147483647, inclusive"));
        }
    }

    private static void seccomp(Checked context) {
        Checked profile = context.in("seccompProfile");
        boolean given = profile.has("localhostProfile");
        if (profile.text("type").equals("Localhost")) {
            if (given) {
                LocalPaths.descending(
                        profile.path().child("localhostProfile"), profile.text("localhostProfile"), profile.errors());
            } else {
                profile.required("localhostProfile", "must be set when seccomp type is Localhost");
            }
        } else if (given) {
            profile.errors()
                    .add(FieldError.invalid(
                            profile.path().child("localhostProfile"),
                            GoStruct.of(profile.value(), List.of("type", "localhostProfile")),
                            "can only be set when seccomp type is Localhost"));
        }
    }

    private static void sysctls(Checked spec, Checked context) {
        Set<String> names = new HashSet<>();
        for (Checked sysctl : context.items("sysctls")) {
            String name = sysctl.text("name");
            if (name.isEmpty()) {
                sysctl.required("name", "");
            } else if (name.length() > MAX_SYSCTL || !SYSCTL.matcher(name).matches()) {
                sysctl.invalid(
                        "name",
                        "must have at most " + MAX_SYSCTL + " characters and match regex ^"
                                + "([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");
            } else if (!names.add(name)) {
                sysctl.errors().add(FieldError.duplicate(sysctl.path().child("name"), name));
            }
            String dotted = name.replace('/', '.');
            if (dotted.startsWith("net.") && spec.value().flag("hostNetwork", false)) {
                sysctl.invalid("name", "may not be specified when 'hostNetwork' is true");
            }
            boolean ipc = dotted.equals("kernel.sem") || IPC.stream().anyMatch(dotted::startsWith);
            if (ipc && spec.value().flag("hostIPC", false)) {
                sysctl.invalid("name", "may not be specified when 'hostIPC' is true");
            }
        }
    }
}
