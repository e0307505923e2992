package dev.jukung.apiserver.kinds;

import static dev.jukung.apiserver.kinds.Columns.NONE;
import static dev.jukung.apiserver.kinds.Columns.at;
import static dev.jukung.apiserver.kinds.Columns.table;
import static dev.jukung.apiserver.kinds.Columns.text;

import dev.jukung.apiserver.registry.Column;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The columns of the groups networking.k8s.io and discovery.k8s.io. */
final class NetworkColumns {
    private static final int SHOWN = 3;

    static final List<Column> INGRESS_CLASSES =
            table(text("Controller", at("", "spec", "controller")), text("Parameters", NetworkColumns::parameters));
    static final List<Column> INGRESSES = table(
            text("Class", at(NONE, "spec", "ingressClassName")),
            text("Hosts", NetworkColumns::hosts),
            text("Address", NetworkColumns::address),
            text("Ports", ingress -> ingress.object("spec").list("tls").isEmpty() ? "80" : "80, 443"));
    static final List<Column> ADDRESSES = List.of(Column.NAME, text("ParentRef", NetworkColumns::parent));
    static final List<Column> POLICIES = table(text(
            "Pod-Selector", policy -> Columns.selector(policy.object("spec").object("podSelector"))));
    static final List<Column> SERVICE_RANGES =
            table(text("CIDRs", range -> Columns.joined(range.object("spec").list("cidrs"), "")));
    static final List<Column> ENDPOINT_SLICES = table(
            text("AddressType", at("", "addressType")),
            text("Ports", NetworkColumns::ports),
            text("Endpoints", NetworkColumns::endpoints));

    private NetworkColumns() {}

    private static String parameters(ObjectValue ingressClass) {
        ObjectValue parameters = ingressClass.object("spec").object("parameters");
        if (parameters.isEmpty()) {
            return NONE;
        }
        String group = parameters.text("apiGroup", "");
        return parameters.text("kind", "") + (group.isEmpty() ? "" : "." + group) + "/" + parameters.text("name", "");
    }

    private static String hosts(ObjectValue ingress) {
        List<String> hosts = ingress.object("spec").list("rules").objects().stream()
                .map(rule -> rule.text("host", ""))
                .filter(host -> !host.isEmpty())
                .toList();
        return hosts.isEmpty() ? "*" : cut(hosts);
    }

    private static String cut(List<String> texts) {
        return texts.size() <= SHOWN
                ? String.join(",", texts)
                : String.join(",", texts.subList(0, SHOWN)) + " + " + (texts.size() - SHOWN) + " more...";
    }

    private static String address(ObjectValue ingress) {
        return ingress.object("status").object("loadBalancer").list("ingress").objects().stream()
                .map(each -> each.text("ip", each.text("hostname", "")))
                .collect(Collectors.joining(","));
    }

    private static String parent(ObjectValue address) {
        ObjectValue parent = address.object("spec").object("parentRef");
        List<String> parts = new ArrayList<>();
        for (String field : List.of("resource", "namespace", "name")) {
            String text = parent.text(field, "");
            if (!text.isEmpty()) {
                parts.add(text);
            }
        }
        return String.join("/", parts);
    }

    private static String ports(ObjectValue slice) {
        List<String> ports = slice.list("ports").objects().stream()
                .map(port -> port.has("port") ? Long.toString(port.integer("port", 0)) : "*")
                .toList();
        return ports.isEmpty() ? Columns.UNSET : cut(ports);
    }

    private static String endpoints(ObjectValue slice) {
        List<String> addresses = slice.list("endpoints").objects().stream()
                .flatMap(endpoint -> endpoint.list("addresses").texts().stream())
                .toList();
        return addresses.isEmpty() ? Columns.UNSET : cut(addresses);
    }
}
