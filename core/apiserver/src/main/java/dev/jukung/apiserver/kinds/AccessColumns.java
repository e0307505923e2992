package dev.jukung.apiserver.kinds;

import static dev.jukung.apiserver.kinds.Columns.NONE;
import static dev.jukung.apiserver.kinds.Columns.at;
import static dev.jukung.apiserver.kinds.Columns.count;
import static dev.jukung.apiserver.kinds.Columns.number;
import static dev.jukung.apiserver.kinds.Columns.table;
import static dev.jukung.apiserver.kinds.Columns.text;
import static dev.jukung.apiserver.kinds.Columns.value;
import static dev.jukung.apiserver.kinds.Columns.valueAt;
import static dev.jukung.apiserver.kinds.Columns.wide;

import dev.jukung.apiserver.registry.Column;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.stream.Collectors;

/** The columns of roles, signing requests, webhooks, definitions and flow control. */
final class AccessColumns {
    static final List<Column> ROLES =
            List.of(Column.NAME, new Column("Created At", "date", "", "", 0, (object, _) -> object.object("metadata")
                    .text("creationTimestamp", "")));
    static final List<Column> BINDINGS = table(
            text(
                    "Role",
                    binding -> binding.object("roleRef").text("kind", "") + "/"
                            + binding.object("roleRef").text("name", "")),
            wide("Users", binding -> subjects(binding, "User")),
            wide("Groups", binding -> subjects(binding, "Group")),
            wide("ServiceAccounts", binding -> subjects(binding, "ServiceAccount")));
    static final List<Column> SIGNING_REQUESTS = List.of(
            Column.NAME,
            Column.AGE,
            text("SignerName", at(NONE, "spec", "signerName")),
            text("Requestor", at("", "spec", "username")),
            text(
                    "RequestedDuration",
                    request -> request.at("spec", "expirationSeconds") instanceof Long seconds
                            ? dev.jukung.apiserver.registry.Ages.human(java.time.Duration.ofSeconds(seconds))
                            : NONE),
            text("Condition", AccessColumns::conditions));
    static final List<Column> WEBHOOKS =
            table(number("Webhooks", object -> (long) object.list("webhooks").size()));
    static final List<Column> DEFINITIONS =
            List.of(Column.NAME, new Column("Created At", "date", "", "", 0, (object, _) -> object.object("metadata")
                    .text("creationTimestamp", "")));
    static final List<Column> API_SERVICES = table(
            text(
                    "Service",
                    object -> object.object("spec").has("service")
                            ? object.object("spec").object("service").text("namespace", "") + "/"
                                    + object.object("spec").object("service").text("name", "")
                            : "Local"),
            text("Available", AccessColumns::available));
    static final List<Column> FLOW_SCHEMAS = List.of(
            Column.NAME,
            text("PriorityLevel", at("", "spec", "priorityLevelConfiguration", "name")),
            number("MatchingPrecedence", count("spec", "matchingPrecedence")),
            text("DistinguisherMethod", at(NONE, "spec", "distinguisherMethod", "type")),
            Column.AGE,
            text("MissingPL", AccessColumns::dangling));
    static final List<Column> PRIORITY_LEVELS = table(
            text("Type", at("", "spec", "type")),
            value("NominalConcurrencyShares", valueAt(NONE, "spec", "limited", "nominalConcurrencyShares")),
            value("Queues", valueAt(NONE, "spec", "limited", "limitResponse", "queuing", "queues")),
            value("HandSize", valueAt(NONE, "spec", "limited", "limitResponse", "queuing", "handSize")),
            value(
                    "QueueLengthLimit",
                    valueAt(NONE, "spec", "limited", "limitResponse", "queuing", "queueLengthLimit")));

    private AccessColumns() {}

    private static String subjects(ObjectValue binding, String kind) {
        return binding.list("subjects").objects().stream()
                .filter(subject -> subject.text("kind", "").equals(kind))
                .map(subject -> kind.equals("ServiceAccount")
                        ? subject.text("namespace", "") + "/" + subject.text("name", "")
                        : subject.text("name", ""))
                .collect(Collectors.joining(", "));
    }

    private static String conditions(ObjectValue request) {
        List<String> types = request.object("status").list("conditions").objects().stream()
                .map(condition -> condition.text("type", ""))
                .collect(Collectors.toList());
        String text = types.isEmpty() ? "Pending" : String.join(",", types);
        return request.object("status").text("certificate", "").isEmpty() ? text : text + ",Issued";
    }

    private static String dangling(ObjectValue schema) {
        return schema.object("status").list("conditions").objects().stream()
                .filter(condition -> condition.text("type", "").equals("Dangling"))
                .map(condition -> condition.text("status", ""))
                .findFirst()
                .orElse("?");
    }

    private static String available(ObjectValue service) {
        return service.object("status").list("conditions").objects().stream()
                .filter(condition -> condition.text("type", "").equals("Available"))
                .map(condition -> condition.text("status", "").equals("True")
                        ? "True"
                        : condition.text("status", "") + " (" + condition.text("reason", "") + ")")
                .findFirst()
                .orElse("Unknown");
    }
}
