package dev.jukung.apiserver.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which admission plugins run, and what they are told.
 *
 * @param enabled in addition to the default ones ({@code --enable-admission-plugins})
 * @param disabled of the default ones ({@code --disable-admission-plugins})
 * @param configurations of single plugins ({@code --admission-control-config-file})
 * @param stays how long Pods stay on nodes that fail
 */
public record AdmissionConfig(
        Set<String> enabled, Set<String> disabled, PluginConfigurations configurations, TolerationSeconds stays) {
    public static final AdmissionConfig DEFAULT = new AdmissionConfig(Set.of(), Set.of());

    /**
     * What DefaultTolerationSeconds gives Pods.
     *
     * @param notReady {@code --default-not-ready-toleration-seconds}
     * @param unreachable {@code --default-unreachable-toleration-seconds}
     */
    public record TolerationSeconds(long notReady, long unreachable) {
        public static final TolerationSeconds STANDARD = new TolerationSeconds(300, 300);
    }

    /** Throws, with kube-apiserver's texts, where a name is unknown or stands on both sides. */
    public AdmissionConfig {
        List<String> errors = new ArrayList<>();
        new TreeSet<>(enabled).forEach(name -> check(name, "enable", errors));
        new TreeSet<>(disabled).forEach(name -> check(name, "disable", errors));
        Set<String> both = new TreeSet<>(enabled);
        both.retainAll(disabled);
        if (!both.isEmpty()) {
            errors.add("[" + String.join(" ", both)
                    + "] in enable-admission-plugins and disable-admission-plugins overlapped");
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(
                    errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]");
        }
        enabled = Set.copyOf(enabled);
        disabled = Set.copyOf(disabled);
    }

    public AdmissionConfig(Set<String> enabled, Set<String> disabled) {
        this(enabled, disabled, PluginConfigurations.NONE, TolerationSeconds.STANDARD);
    }

    public AdmissionConfig with(PluginConfigurations changed) {
        return new AdmissionConfig(enabled, disabled, changed, stays);
    }

    public AdmissionConfig with(TolerationSeconds changed) {
        return new AdmissionConfig(enabled, disabled, configurations, changed);
    }

    private static void check(String name, String flag, List<String> errors) {
        if (PluginDeclaration.ALL.stream().noneMatch(each -> each.name().equals(name))) {
            errors.add(flag + "-admission-plugins plugin \"" + name + "\" is unknown");
        }
    }

    /** In the order in which they run. */
    List<PluginDeclaration> plugins() {
        return PluginDeclaration.ALL.stream()
                .filter(each -> enabled.contains(each.name()) || (each.standard() && !disabled.contains(each.name())))
                .toList();
    }

    /** The names of the plugins that run. */
    public List<String> names() {
        return plugins().stream().map(PluginDeclaration::name).toList();
    }
}
