package dev.jukung.apiserver.kinds;

import static dev.jukung.apiserver.kinds.Columns.NONE;
import static dev.jukung.apiserver.kinds.Columns.at;
import static dev.jukung.apiserver.kinds.Columns.count;
import static dev.jukung.apiserver.kinds.Columns.flag;
import static dev.jukung.apiserver.kinds.Columns.number;
import static dev.jukung.apiserver.kinds.Columns.table;
import static dev.jukung.apiserver.kinds.Columns.text;

import dev.jukung.apiserver.registry.Ages;
import dev.jukung.apiserver.registry.Column;
import dev.jukung.value.ObjectValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The columns of the smaller kinds of the core group and its neighbours. */
final class CoreColumns {
    private static final int SHOWN_ENDPOINTS = 3;

    static final List<Column> COMPONENT_STATUSES = List.of(
            Column.NAME,
            text("Status", object -> switch (healthy(object).text("status", "")) {
                case "" -> "Unknown";
                case "True" -> "Healthy";
                default -> "Unhealthy";
            }),
            text("Message", object -> healthy(object).text("message", "")),
            text("Error", object -> healthy(object).text("error", "")));
    static final List<Column> CONFIG_MAPS = table(number(
            "Data",
            object -> (long) object.object("data").size()
                    + object.object("binaryData").size()));
    static final List<Column> SECRETS = table(text("Type", at("", "type")), number("Data", object ->
            (long) object.object("data").size()));
    static final List<Column> ENDPOINTS = table(text("Endpoints", CoreColumns::endpoints));
    static final List<Column> NAMESPACES = table(text("Status", at("", "status", "phase")));
    static final List<Column> SERVICE_ACCOUNTS = table();
    static final List<Column> QUOTAS = List.of(
            Column.NAME,
            text("Request", object -> quota(object, false)),
            text("Limit", object -> quota(object, true)),
            Column.AGE);
    static final List<Column> NAME_AND_CREATED =
            List.of(Column.NAME, new Column("Created At", "date", "", "", 0, (object, _) -> object.object("metadata")
                    .text("creationTimestamp", "")));
    static final List<Column> PRIORITY_CLASSES = List.of(
            Column.NAME,
            number("Value", count("value")),
            flag("Global-Default", object -> object.flag("globalDefault", false)),
            Column.AGE,
            text("PreemptionPolicy", at("", "preemptionPolicy")));
    static final List<Column> LEASES = table(text("Holder", at("", "spec", "holderIdentity")));
    static final List<Column> RUNTIME_CLASSES = table(text("Handler", at("", "handler")));
    static final List<Column> EVENTS = events("involvedObject", "message", "source", "reportingComponent", "count");
    static final List<Column> NEW_EVENTS =
            events("regarding", "note", "deprecatedSource", "reportingController", "deprecatedCount");

    private CoreColumns() {}

    private static ObjectValue healthy(ObjectValue component) {
        return component.list("conditions").objects().stream()
                .filter(condition -> condition.text("type", "").equals("Healthy"))
                .findFirst()
                .orElse(ObjectValue.EMPTY);
    }

    private static List<Column> events(String about, String message, String source, String component, String count) {
        boolean old = about.equals("involvedObject");
        String first = old ? "firstTimestamp" : "deprecatedFirstTimestamp";
        String last = old ? "lastTimestamp" : "deprecatedLastTimestamp";
        return List.of(
                new Column("Last Seen", "string", "", "", 0, (event, now) -> seen(event, now, last)),
                text("Type", at("", "type")),
                text("Reason", at("", "reason")),
                text(
                        "Object",
                        event -> event.object(about).text("kind", "").toLowerCase(Locale.ROOT) + "/"
                                + event.object(about).text("name", "")),
                new Column("Subobject", "string", "", "", 1, (event, _) -> event.object(about)
                        .text("fieldPath", "")),
                new Column("Source", "string", "", "", 1, (event, _) -> source(event, source, component)),
                text("Message", event -> event.text(message, "").strip()),
                new Column("First Seen", "string", "", "", 1, (event, now) -> seen(event, now, first)),
                new Column(
                        "Count",
                        "string",
                        "",
                        "",
                        1,
                        (event, _) -> Math.max(
                                1,
                                Math.max(
                                        event.integer(count, 0),
                                        event.object("series").integer("count", 0)))),
                new Column("Name", "string", "name", "", 1, (event, _) -> event.object("metadata")
                        .text("name", "")));
    }

    private static Object seen(ObjectValue event, Instant now, String field) {
        String series = event.object("series").text("lastObservedTime", "");
        String time =
                field.contains("ast") && !series.isEmpty() ? series : event.text(field, event.text("eventTime", ""));
        return Ages.since(time, now);
    }

    private static Object source(ObjectValue event, String source, String component) {
        String name = event.object(source).text("component", event.text(component, ""));
        String host = event.object(source).text("host", event.text("reportingInstance", ""));
        return host.isEmpty() ? name : name + ", " + host;
    }

    private static String endpoints(ObjectValue endpoints) {
        List<String> all = new ArrayList<>();
        for (ObjectValue subset : endpoints.list("subsets").objects()) {
            List<ObjectValue> ports = subset.list("ports").objects();
            List<String> addresses = subset.list("addresses").objects().stream()
                    .map(address -> address.text("ip", ""))
                    .toList();
            if (ports.isEmpty()) {
                all.addAll(addresses);
            }
            for (ObjectValue port : ports) {
                for (String ip : addresses) {
                    all.add((ip.contains(":") ? "[" + ip + "]" : ip) + ":" + port.integer("port", 0));
                }
            }
        }
        if (all.isEmpty()) {
            return NONE;
        }
        return all.size() <= SHOWN_ENDPOINTS
                ? String.join(",", all)
                : String.join(",", all.subList(0, SHOWN_ENDPOINTS)) + " + " + (all.size() - SHOWN_ENDPOINTS)
                        + " more...";
    }

    private static String quota(ObjectValue quota, boolean limits) {
        List<String> parts = new ArrayList<>();
        ObjectValue hard = quota.object("status").object("hard");
        ObjectValue used = quota.object("status").object("used");
        hard.forEach((resource, amount) -> {
            if (resource.startsWith("limits.") == limits) {
                parts.add(resource + ": " + used.text(resource, "0") + "/" + amount);
            }
        });
        return String.join(", ", parts);
    }
}
