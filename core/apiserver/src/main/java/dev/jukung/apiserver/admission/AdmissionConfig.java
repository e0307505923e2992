package dev.jukung.apiserver.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which admission plugins run.
 *
 * @param enabled in addition to the default ones ({@code --enable-admission-plugins})
 * @param disabled of the default ones ({@code --disable-admission-plugins})
 */
public record AdmissionConfig(Set<String> enabled, Set<String> disabled) {
    public static final AdmissionConfig DEFAULT = new AdmissionConfig(Set.of(), Set.of());

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

    private static void check(String name, String flag, List<String> errors) {
        if (!AdmissionPlugins.ORDER.contains(name)) {
            errors.add(flag + "-admission-plugins plugin \"" + name + "\" is unknown");
        }
    }

    /** In the order in which they run. */
    List<String> plugins() {
        return AdmissionPlugins.ORDER.stream()
                .filter(name ->
                        enabled.contains(name) || (AdmissionPlugins.DEFAULT.contains(name) && !disabled.contains(name)))
                .toList();
    }
}
