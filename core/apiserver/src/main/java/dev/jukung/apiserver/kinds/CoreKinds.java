package dev.jukung.apiserver.kinds;

import static dev.jukung.model.Resources.*;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.apiserver.registry.Subresource.GroupVersionKind;
import java.util.List;

/** The core group: {@code v1}. */
final class CoreKinds {
    private static final List<String> STREAM = List.of("create", "get");
    private static final List<String> PROXY = List.of("create", "delete", "get", "patch", "update");

    private CoreKinds() {}

    static List<Kind.Declaration> declare(BuiltInKinds kinds, ServiceNetwork network, ServiceAccountTokens tokens) {
        return List.of(
                kinds.declare(BINDINGS).verbs("create"),
                kinds.declare(COMPONENTSTATUSES)
                        .singular("componentstatus")
                        .shortNames("cs")
                        .verbs("get", "list")
                        .columns(CoreColumns.COMPONENT_STATUSES),
                kinds.declare(CONFIGMAPS)
                        .shortNames("cm")
                        .columns(CoreColumns.CONFIG_MAPS)
                        .strategy(new ConfigStrategy()),
                kinds.declare(ENDPOINTS)
                        .singular("endpoints")
                        .shortNames("ep")
                        .columns(CoreColumns.ENDPOINTS)
                        .strategy(new EndpointsStrategy()),
                events(kinds),
                kinds.declare(LIMITRANGES)
                        .shortNames("limits")
                        .columns(CoreColumns.NAME_AND_CREATED)
                        .strategy(new LimitRangeStrategy()),
                kinds.declare(NAMESPACES)
                        .answersDeleted()
                        .shortNames("ns")
                        .verbs("create", "delete", "get", "list", "patch", "update", "watch")
                        .selectable("status.phase")
                        .columns(CoreColumns.NAMESPACES)
                        .status()
                        .subresource("finalize", new Subresource.Part(List.of("update"), NamespaceStrategy::finalized))
                        .strategy(new NamespaceStrategy()),
                kinds.declare(NODES)
                        .shortNames("no")
                        .selectable(
                                "spec.unschedulable",
                                tree -> Boolean.toString(tree.object("spec").flag("unschedulable", false)))
                        .columns(NodeColumns.ALL)
                        .status()
                        .subresource(
                                "proxy",
                                new Subresource.Connect(PROXY, new GroupVersionKind("", "v1", "NodeProxyOptions")))
                        .strategy(new NodeStrategy()),
                kinds.declare(PERSISTENTVOLUMECLAIMS)
                        .answersDeleted()
                        .shortNames("pvc")
                        .columns(StorageColumns.CLAIMS)
                        .status()
                        .strategy(new ClaimStrategy()),
                kinds.declare(PERSISTENTVOLUMES)
                        .answersDeleted()
                        .shortNames("pv")
                        .columns(StorageColumns.VOLUMES)
                        .status()
                        .strategy(new VolumeStrategy()),
                pods(kinds),
                kinds.declare(PODTEMPLATES)
                        .answersDeleted()
                        .columns(WorkloadColumns.POD_TEMPLATES)
                        .strategy(new PodTemplateStrategy()),
                kinds.declare(REPLICATIONCONTROLLERS)
                        .shortNames("rc")
                        .categories("all")
                        .selectable(
                                "status.replicas",
                                tree -> Long.toString(tree.object("status").integer("replicas", 0)))
                        .columns(WorkloadColumns.REPLICATION_CONTROLLERS)
                        .status()
                        .subresource(
                                "scale",
                                new Subresource.Scale(new Subresource.ScaleMapping(
                                        ".spec.replicas", ".status.replicas", ".spec.selector")))
                        .strategy(new ReplicationControllerStrategy()),
                kinds.declare(RESOURCEQUOTAS)
                        .answersDeleted()
                        .shortNames("quota")
                        .columns(CoreColumns.QUOTAS)
                        .status()
                        .strategy(new QuotaStrategy()),
                kinds.declare(SECRETS)
                        .selectable("type")
                        .columns(CoreColumns.SECRETS)
                        .strategy(new ConfigStrategy()),
                kinds.declare(SERVICEACCOUNTS)
                        .answersDeleted()
                        .shortNames("sa")
                        .columns(CoreColumns.SERVICE_ACCOUNTS)
                        .subresource(
                                "token",
                                new Subresource.Action(
                                        new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest"),
                                        tokens::request)),
                kinds.declare(SERVICES)
                        .answersDeleted()
                        .shortNames("svc")
                        .categories("all")
                        .selectable("spec.clusterIP", "spec.type")
                        .columns(ServiceColumns.ALL)
                        .status()
                        .subresource(
                                "proxy",
                                new Subresource.Connect(PROXY, new GroupVersionKind("", "v1", "ServiceProxyOptions")))
                        .strategy(new ServiceStrategy(network)));
    }

    private static Kind.Declaration pods(BuiltInKinds kinds) {
        return kinds.declare(PODS)
                .answersDeleted()
                .shortNames("po")
                .categories("all")
                .selectable(
                        "spec.nodeName",
                        "spec.restartPolicy",
                        "spec.schedulerName",
                        "spec.serviceAccountName",
                        "status.phase",
                        "status.podIP",
                        "status.nominatedNodeName")
                .selectable(
                        "spec.hostNetwork",
                        tree -> Boolean.toString(tree.object("spec").flag("hostNetwork", false)))
                .columns(PodColumns.ALL)
                .status()
                .subresource(
                        "binding", new Subresource.Action(new GroupVersionKind("", "v1", "Binding"), PodActions::bind))
                .subresource(
                        "eviction",
                        new Subresource.Action(new GroupVersionKind("policy", "v1", "Eviction"), PodActions::evict))
                .subresource(
                        "ephemeralcontainers",
                        new Subresource.Part(List.of("get", "patch", "update"), PodParts::ephemeralContainers))
                .subresource("resize", new Subresource.Part(List.of("get", "patch", "update"), PodParts::resized))
                .subresource(
                        "attach", new Subresource.Connect(STREAM, new GroupVersionKind("", "v1", "PodAttachOptions")))
                .subresource("exec", new Subresource.Connect(STREAM, new GroupVersionKind("", "v1", "PodExecOptions")))
                .subresource("log", new Subresource.Connect(List.of("get"), GroupVersionKind.OWN))
                .subresource(
                        "portforward",
                        new Subresource.Connect(STREAM, new GroupVersionKind("", "v1", "PodPortForwardOptions")))
                .subresource("proxy", new Subresource.Connect(PROXY, new GroupVersionKind("", "v1", "PodProxyOptions")))
                .strategy(new PodStrategy());
    }

    private static Kind.Declaration events(BuiltInKinds kinds) {
        return kinds.declare(EVENTS)
                .shortNames("ev")
                .selectable(
                        "involvedObject.kind",
                        "involvedObject.namespace",
                        "involvedObject.name",
                        "involvedObject.uid",
                        "involvedObject.apiVersion",
                        "involvedObject.resourceVersion",
                        "involvedObject.fieldPath",
                        "reason",
                        "reportingComponent",
                        "type")
                .selectable("source", tree -> {
                    String component = tree.object("source").text("component", "");
                    return component.isEmpty() ? tree.text("reportingComponent", "") : component;
                })
                .columns(CoreColumns.EVENTS)
                .strategy(new EventStrategy(true));
    }
}
