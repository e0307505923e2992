package dev.jukung.apiserver.kinds;

import static dev.jukung.apiserver.kinds.Columns.at;
import static dev.jukung.apiserver.kinds.Columns.table;
import static dev.jukung.apiserver.kinds.Columns.text;
import static dev.jukung.apiserver.kinds.Columns.wide;

import dev.jukung.apiserver.registry.Column;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The columns of Services. */
final class ServiceColumns {
    static final List<Column> ALL = table(
            text("Type", at("", "spec", "type")),
            text("Cluster-IP", at(Columns.NONE, "spec", "clusterIP")),
            text("External-IP", ServiceColumns::external),
            text("Port(s)", ServiceColumns::ports),
            wide("Selector", service -> Columns.labels(service.object("spec").object("selector"))));

    private ServiceColumns() {}

    private static String external(ObjectValue service) {
        ObjectValue spec = service.object("spec");
        ListValue fixed = spec.list("externalIPs");
        return switch (spec.text("type", "ClusterIP")) {
            case "ExternalName" -> spec.text("externalName", "");
            case "LoadBalancer" -> {
                List<String> addresses = new ArrayList<>();
                for (ObjectValue ingress : service.object("status")
                        .object("loadBalancer")
                        .list("ingress")
                        .objects()) {
                    addresses.add(ingress.text("ip", ingress.text("hostname", "")));
                }
                addresses.addAll(fixed.texts());
                yield addresses.isEmpty() ? "<pending>" : String.join(",", addresses);
            }
            default -> Columns.joined(fixed, Columns.NONE);
        };
    }

    private static String ports(ObjectValue service) {
        String text = service.object("spec").list("ports").objects().stream()
                .map(port -> port.integer("port", 0)
                        + (port.integer("nodePort", 0) > 0 ? ":" + port.integer("nodePort", 0) : "")
                        + "/" + port.text("protocol", "TCP"))
                .collect(Collectors.joining(","));
        return text.isEmpty() ? Columns.NONE : text;
    }
}
