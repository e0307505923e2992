package dev.jukung.controllers.services;

import dev.jukung.controllers.pods.PodStates;
import dev.jukung.model.IntOrString;
import dev.jukung.model.LabelSelectors;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.ContainerPort;
import dev.jukung.model.core.v1.ObjectReference;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.PodIP;
import dev.jukung.model.core.v1.Service;
import dev.jukung.model.core.v1.ServicePort;
import dev.jukung.runtime.Change;
import dev.jukung.runtime.Lister;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** How a Service and the pods behind it belong together; shared by the endpoints and the endpointslice controllers. */
public final class ServicePods {
    public static final String HEADLESS_LABEL = "service.kubernetes.io/headless";

    private ServicePods() {}

    /** Whether controllers find the endpoints; without a selector, or for an external name, users give them. */
    public static boolean isSelecting(Service service) {
        return !service.spec().type().filter("ExternalName"::equals).isPresent()
                && service.spec().tree().has("selector");
    }

    public static List<Pod> of(Service service, Lister<Pod> pods) {
        return pods.matching(
                service.namespace(), LabelSelectors.ofLabels(service.spec().selector()));
    }

    public static boolean isHeadless(Service service) {
        String ip = service.spec().clusterIP().orElse("");
        return ip.isEmpty() || ip.equals("None");
    }

    /** A pod that will never answer, or has no address yet, is no endpoint. */
    public static boolean isEndpoint(Pod pod, boolean terminatingToo) {
        return !PodStates.isTerminal(pod) && !pod.status().podIPs().isEmpty() && (terminatingToo || !pod.deleting());
    }

    /** The addresses of one family. */
    public static List<String> addresses(Pod pod, boolean ipv6) {
        return pod.status().podIPs().stream()
                .map(PodIP::ip)
                .filter(ip -> ip.contains(":") == ipv6)
                .toList();
    }

    public static ObjectReference reference(Pod pod) {
        return ObjectReference.EMPTY
                .withKind("Pod")
                .withNamespace(pod.namespace())
                .withName(pod.name())
                .withUid(pod.uid());
    }

    /** Whether the pod has a DNS name of its own in the Service's domain. */
    public static boolean hasHostname(Pod pod, Service service) {
        ObjectValue spec = pod.tree().object("spec");
        return !spec.text("hostname", "").isEmpty()
                && spec.text("subdomain", "").equals(service.name())
                && pod.namespace().equals(service.namespace());
    }

    /** The container port behind a port of the Service; empty when the pod has no port of that name. */
    public static OptionalInt targetPort(Pod pod, ServicePort port) {
        return switch (port.targetPort().orElse(new IntOrString.Int(port.port()))) {
            case IntOrString.Int(int number) -> OptionalInt.of(number);
            case IntOrString.Text(String name) ->
                named(pod, name, port.protocol().orElse("TCP"));
        };
    }

    private static OptionalInt named(Pod pod, String name, String protocol) {
        Stream<Container> sidecars = pod.spec().initContainers().stream()
                .filter(container ->
                        container.restartPolicy().filter("Always"::equals).isPresent());
        return Stream.concat(pod.spec().containers().stream(), sidecars)
                .flatMap(container -> container.ports().stream())
                .filter(port -> port.name().filter(name::equals).isPresent()
                        && port.protocol().orElse("TCP").equals(protocol))
                .mapToInt(ContainerPort::containerPort)
                .findFirst();
    }

    /** Whether a change of a pod can change endpoints; most changes of pods cannot. */
    public static boolean matters(Change<Pod> change) {
        return switch (change) {
            case Change.Added<Pod> _, Change.Deleted<Pod> _ -> true;
            case Change.Modified<Pod>(Pod before, Pod after) ->
                before.deleting() != after.deleting()
                        || PodStates.isReady(before) != PodStates.isReady(after)
                        || PodStates.isTerminal(before) != PodStates.isTerminal(after)
                        || !before.tree()
                                .object("status")
                                .list("podIPs")
                                .equals(after.tree().object("status").list("podIPs"))
                        || !labels(before).equals(labels(after))
                        || !before.tree()
                                .object("spec")
                                .text("nodeName", "")
                                .equals(after.tree().object("spec").text("nodeName", ""));
        };
    }

    /** The Services that pick the pod, as it is or as it was. */
    public static List<Service> affected(Change<Pod> change, Lister<Service> services) {
        Pod pod = change.object();
        return services.in(pod.namespace()).stream()
                .filter(ServicePods::isSelecting)
                .filter(service -> {
                    LabelSelectors.Selector selector =
                            LabelSelectors.ofLabels(service.spec().selector());
                    return selector.matches(pod)
                            || change.previous().filter(selector::matches).isPresent();
                })
                .toList();
    }

    private static ObjectValue labels(Pod pod) {
        return pod.tree().object("metadata").object("labels");
    }
}
