package dev.jukung.apiserver.admission.podsecurity;

import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A pod, or the template of one, as the checks look at it. */
record PodView(ObjectValue annotations, ObjectValue spec) {
    static PodView of(ObjectValue pod) {
        return new PodView(pod.object("metadata").object("annotations"), pod.object("spec"));
    }

    ObjectValue security() {
        return spec.object("securityContext");
    }

    List<ObjectValue> containers() {
        List<ObjectValue> all = new ArrayList<>(spec.list("initContainers").objects());
        all.addAll(spec.list("containers").objects());
        all.addAll(spec.list("ephemeralContainers").objects());
        return all;
    }

    static ObjectValue security(ObjectValue container) {
        return container.object("securityContext");
    }

    List<String> containersThat(Predicate<ObjectValue> condition) {
        return containers().stream()
                .filter(condition)
                .map(container -> container.text("name", ""))
                .toList();
    }

    boolean isWindows() {
        return spec.object("os").text("name", "").equals("windows");
    }

    boolean hasUserNamespace() {
        return !spec.flag("hostUsers", true);
    }

    /** The pod and those of its containers whose security context is like this: {@code pod and container "a"}. */
    String setters(Predicate<ObjectValue> securityContext) {
        List<String> all = new ArrayList<>();
        if (securityContext.test(security())) {
            all.add("pod");
        }
        List<String> names = containersThat(container -> securityContext.test(security(container)));
        if (!names.isEmpty()) {
            all.add(named("container", names));
        }
        return String.join(" and ", all);
    }

    /** {@code container "a"}, {@code containers "a", "b"} */
    static String named(String what, Collection<String> names) {
        return plural(what, names) + " " + quoted(names);
    }

    static String plural(String what, Collection<?> counted) {
        return counted.size() == 1 ? what : what + "s";
    }

    static String quoted(Collection<String> names) {
        return names.stream().map(name -> "\"" + name + "\"").collect(Collectors.joining(", "));
    }
}
