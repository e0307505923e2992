package dev.jukung.apiserver.kinds;

import static dev.jukung.apiserver.kinds.Columns.at;
import static dev.jukung.apiserver.kinds.Columns.table;
import static dev.jukung.apiserver.kinds.Columns.text;
import static dev.jukung.apiserver.kinds.Columns.wide;

import dev.jukung.apiserver.registry.Column;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The columns of Nodes. */
final class NodeColumns {
    private static final String ROLE = "node-role.kubernetes.io/";

    static final List<Column> ALL = withVersionBeforeWide(table(
            text("Status", NodeColumns::status),
            text("Roles", NodeColumns::roles),
            wide("Internal-IP", node -> address(node, "InternalIP")),
            wide("External-IP", node -> address(node, "ExternalIP")),
            wide("OS-Image", at("<unknown>", "status", "nodeInfo", "osImage")),
            wide("Kernel-Version", at("<unknown>", "status", "nodeInfo", "kernelVersion")),
            wide("Container-Runtime", at("<unknown>", "status", "nodeInfo", "containerRuntimeVersion"))));

    private NodeColumns() {}

    private static List<Column> withVersionBeforeWide(List<Column> columns) {
        List<Column> all = new ArrayList<>(columns);
        all.add(4, text("Version", at("", "status", "nodeInfo", "kubeletVersion")));
        return List.copyOf(all);
    }

    private static String status(ObjectValue node) {
        String ready = node.object("status").list("conditions").objects().stream()
                .filter(condition -> condition.text("type", "").equals("Ready"))
                .map(condition -> condition.text("status", "").equals("True") ? "Ready" : "NotReady")
                .findFirst()
                .orElse("Unknown");
        return node.object("spec").flag("unschedulable", false) ? ready + ",SchedulingDisabled" : ready;
    }

    private static String roles(ObjectValue node) {
        TreeSet<String> roles = new TreeSet<>();
        node.object("metadata").object("labels").forEach((label, value) -> {
            if (label.startsWith(ROLE) && label.length() > ROLE.length()) {
                roles.add(label.substring(ROLE.length()));
            } else if (label.equals("kubernetes.io/role") && !value.toString().isEmpty()) {
                roles.add(value.toString());
            }
        });
        return roles.isEmpty() ? Columns.NONE : String.join(",", roles);
    }

    private static String address(ObjectValue node, String type) {
        return node.object("status").list("addresses").objects().stream()
                .filter(address -> address.text("type", "").equals(type))
                .map(address -> address.text("address", ""))
                .findFirst()
                .orElse(Columns.NONE);
    }
}
