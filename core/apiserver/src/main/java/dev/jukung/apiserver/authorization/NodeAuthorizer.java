package dev.jukung.apiserver.authorization;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authorization.NodeGraph.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * The Node authorizer: a kubelet reads what belongs to the Pods of its node and writes what is its own; admission
 * (NodeRestriction) looks at the contents of what it writes. Says nothing about anybody else. Thread-safe.
 */
public final class NodeAuthorizer implements Authorizer, RuleResolver {
    private static final String LEASES = "kube-node-lease";
    private static final Decision ALLOW = new Decision.Allow("");

    private final PolicyFeed feed;
    private final List<PolicyRule> uniform;

    /** @param uniform what every node may do, for all that is not divided by node: the rules of the ClusterRole system:node */
    public NodeAuthorizer(PolicyFeed feed, List<PolicyRule> uniform) {
        this.feed = feed;
        this.uniform = List.copyOf(uniform);
    }

    @Override
    public Decision decide(Attributes asked) {
        Optional<String> node = NodeIdentity.of(asked.user());
        if (node.isEmpty()) {
            return Decision.NoOpinion.SILENT;
        }
        if (node.get().isEmpty()) {
            return no("unknown node for user \"" + asked.user().name() + "\"");
        }
        return asked.forResource() ? resource(node.get(), asked) : uniformly(asked);
    }

    @Override
    public Resolved rules(User user, String namespace) {
        LinkedHashSet<String> errors = new LinkedHashSet<>();
        boolean isNode = NodeIdentity.of(user).isPresent();
        if (isNode) {
            errors.add("node authorizer does not support user rule resolution");
        }
        return new Resolved(List.of(), isNode, errors);
    }

    private Decision resource(String node, Attributes asked) {
        String resource = asked.group().isEmpty() ? asked.resource() : asked.resource() + "." + asked.group();
        return switch (resource) {
            case "secrets" -> read(node, Type.SECRET, asked);
            case "configmaps" -> read(node, Type.CONFIG_MAP, asked);
            case "persistentvolumeclaims" ->
                asked.subresource().equals("status") ? status(node, asked) : get(node, Type.CLAIM, asked);
            case "persistentvolumes" -> get(node, Type.VOLUME, asked);
            case "resourceclaims.resource.k8s.io" -> get(node, Type.RESOURCE_CLAIM, asked);
            case "volumeattachments.storage.k8s.io" -> get(node, Type.ATTACHMENT, asked);
            case "serviceaccounts" -> serviceAccount(node, asked);
            case "leases.coordination.k8s.io" -> lease(node, asked);
            case "csinodes.storage.k8s.io" -> csiNode(node, asked);
            case "resourceslices.resource.k8s.io" -> slice(node, asked);
            case "nodes" -> node(node, asked);
            case "pods" -> pod(node, asked);
            // Behind the gate PodCertificateRequest, which is off in v1.36.
            case "podcertificaterequests.certificates.k8s.io" -> Decision.NoOpinion.SILENT;
            default -> uniformly(asked);
        };
    }

    private Decision uniformly(Attributes asked) {
        return uniform.stream().anyMatch(rule -> rule.allows(asked)) ? ALLOW : Decision.NoOpinion.SILENT;
    }

    private Decision related(String node, Type type, Attributes asked) {
        if (asked.name().isEmpty()) {
            return no("No Object name found");
        }
        return belongs(node, type, asked);
    }

    private Decision belongs(String node, Type type, Attributes asked) {
        return feed.nodes().leadsTo(new NodeGraph.Vertex(type, asked.namespace(), asked.name()), node)
                ? ALLOW
                : no("no relationship found between node '" + node + "' and this object");
    }

    private Decision read(String node, Type type, Attributes asked) {
        if (!asked.readOnly()) {
            return no("can only read resources of this type");
        }
        if (!asked.subresource().isEmpty()) {
            return no("cannot read subresource");
        }
        if (asked.namespace().isEmpty()) {
            return no("can only read namespaced object of this type");
        }
        return related(node, type, asked);
    }

    private Decision get(String node, Type type, Attributes asked) {
        if (!asked.verb().equals("get")) {
            return no("can only get individual resources of this type");
        }
        return asked.subresource().isEmpty() ? related(node, type, asked) : no("cannot get subresource");
    }

    private Decision status(String node, Attributes asked) {
        return asked.verb().equals("update") || asked.verb().equals("patch")
                ? related(node, Type.CLAIM, asked)
                : no("can only get/update/patch this type");
    }

    private Decision serviceAccount(String node, Attributes asked) {
        if (asked.verb().equals("get") && asked.subresource().isEmpty()) {
            return read(node, Type.SERVICE_ACCOUNT, asked);
        }
        if (!asked.verb().equals("create") || asked.name().isEmpty()) {
            return no("can only create tokens for individual service accounts");
        }
        return asked.subresource().equals("token")
                ? belongs(node, Type.SERVICE_ACCOUNT, asked)
                : no("can only create token subresource of serviceaccount");
    }

    private static Decision lease(String node, Attributes asked) {
        if (!writesOne(asked.verb())) {
            return no("can only get, create, update, patch, or delete a node lease");
        }
        if (!asked.namespace().equals(LEASES)) {
            return no("can only access leases in the \"" + LEASES + "\" system namespace");
        }
        // A creation may not name the object yet: admission looks at that.
        return asked.verb().equals("create") || asked.name().equals(node)
                ? ALLOW
                : no("can only access node lease with the same name as the requesting node");
    }

    private static Decision csiNode(String node, Attributes asked) {
        if (!writesOne(asked.verb())) {
            return no("can only get, create, update, patch, or delete a CSINode");
        }
        if (!asked.subresource().isEmpty()) {
            return no("cannot authorize CSINode subresources");
        }
        return asked.verb().equals("create") || asked.name().equals(node)
                ? ALLOW
                : no("can only access CSINode with the same name as the requesting node");
    }

    private static boolean writesOne(String verb) {
        return List.of("get", "create", "update", "patch", "delete").contains(verb);
    }

    private Decision slice(String node, Attributes asked) {
        if (!asked.subresource().isEmpty()) {
            return no("cannot authorize ResourceSlice subresources");
        }
        return switch (asked.verb()) {
            case "create" -> ALLOW;
            case "get", "update", "patch", "delete" -> related(node, Type.SLICE, asked);
            case "watch", "list", "deletecollection" ->
                limitedTo(node, asked, "spec.nodeName")
                        ? ALLOW
                        : no("can only list/watch/deletecollection resourceslices with nodeName field selector");
            default ->
                no(
                        "only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection");
        };
    }

    private static boolean limitedTo(String node, Attributes asked, String field) {
        return asked.selectors().fields().stream()
                .anyMatch(term -> term.equal()
                        && term.field().equals(field)
                        && term.value().equals(node));
    }

    private static Decision node(String node, Attributes asked) {
        return switch (asked.subresource() + "/" + asked.verb()) {
            case "/create", "/update", "/patch", "status/update", "status/patch" -> ALLOW;
            case "/get", "/list", "/watch" -> {
                if (asked.name().equals(node)) {
                    yield ALLOW;
                }
                yield no("node '" + node + "' cannot read "
                        + (asked.name().isEmpty() ? "all nodes" : "'" + asked.name() + "'")
                        + ", only its own Node object");
            }
            default -> Decision.NoOpinion.SILENT;
        };
    }

    private Decision pod(String node, Attributes asked) {
        return switch (asked.subresource() + "/" + asked.verb()) {
            case "/create", "/delete", "status/update", "status/patch", "eviction/create" -> ALLOW;
            case "/get" -> related(node, Type.POD, asked);
            case "/list", "/watch" -> {
                if (limitedTo(node, asked, "spec.nodeName")) {
                    yield ALLOW;
                }
                yield asked.name().isEmpty()
                        ? no("can only list/watch pods with spec.nodeName field selector")
                        : related(node, Type.POD, asked);
            }
            default -> Decision.NoOpinion.SILENT;
        };
    }

    private static Decision no(String reason) {
        return new Decision.NoOpinion(reason);
    }
}
