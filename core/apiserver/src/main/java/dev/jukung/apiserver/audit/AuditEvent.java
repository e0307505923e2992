package dev.jukung.apiserver.audit;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.stream.Collectors;

/** One record of a stage of a request, as an {@code audit.k8s.io/v1 Event}. Immutable. */
public record AuditEvent(ObjectValue value) {
    /** The event on a line of its own. */
    byte[] line() {
        byte[] json = Json.bytes(value);
        byte[] line = new byte[json.length + 1];
        System.arraycopy(json, 0, line, 0, json.length);
        line[json.length] = '\n';
        return line;
    }

    /** Whether there are objects in it that truncation can leave out. */
    boolean hasObjects() {
        return value.has("requestObject") || value.has("responseObject");
    }

    /** The event without the objects, which says so. */
    AuditEvent truncated() {
        return new AuditEvent(value.without("requestObject")
                .without("responseObject")
                .withAt("true", "annotations", "audit.k8s.io/truncated"));
    }

    /** The event as an item of an {@code EventList}. */
    ObjectValue item() {
        return value.without("kind").without("apiVersion");
    }

    /** The line of {@code --audit-log-format=legacy}. */
    String legacy() {
        ObjectValue user = value.object("user");
        String name = user.text("username", "<none>");
        String groups = user.has("username") ? groups(user, "<none>") : "<none>";
        ObjectValue other = value.object("impersonatedUser");
        String namespace = value.object("objectRef").text("namespace", "<none>");
        String response = value.has("responseStatus")
                ? Long.toString(value.object("responseStatus").integer("code", 0))
                : "<deferred>";
        List<String> addresses = value.list("sourceIPs").texts();
        return value.text("requestReceivedTimestamp", "") + " AUDIT: id=" + quoted(value.text("auditID", ""))
                + " stage=" + quoted(value.text("stage", ""))
                + " ip=" + quoted(addresses.isEmpty() ? "<unknown>" : addresses.getFirst())
                + " method=" + quoted(value.text("verb", ""))
                + " user=" + quoted(name)
                + " groups=" + quoted(groups)
                + " as=" + quoted(value.has("impersonatedUser") ? other.text("username", "") : "<self>")
                + " asgroups=" + quoted(groups(other, "<lookup>"))
                + " user-agent=" + quoted(value.text("userAgent", ""))
                + " namespace=" + quoted(namespace)
                + " uri=" + quoted(value.text("requestURI", ""))
                + " response=\"" + response + "\"";
    }

    private static String groups(ObjectValue user, String absent) {
        return user.list("groups").isEmpty()
                ? absent
                : user.list("groups").texts().stream().map(AuditEvent::quoted).collect(Collectors.joining(","));
    }

    private static String quoted(String text) {
        return Json.write(text);
    }
}
