package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Subresource;
import dev.jukung.http.Request;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;

/** The query of a connection as the object that admission sees, such as PodExecOptions. Stateless. */
final class ConnectOptions {
    private static final List<String> FLAGS = List.of("stdin", "stdout", "stderr", "tty");

    private ConnectOptions() {}

    static ObjectValue of(Subresource.GroupVersionKind kind, RequestInfo info, Request request) {
        ObjectValue options = ObjectValue.of("kind", kind.kind(), "apiVersion", kind.version());
        if (kind.kind().endsWith("ProxyOptions")) {
            return options.with("path", info.below().startsWith("/") ? info.below() : "/" + info.below());
        }
        if (kind.kind().equals("PodPortForwardOptions")) {
            List<Object> ports = request.query().getOrDefault("ports", List.of()).stream()
                    .flatMap(text -> List.of(text.split(",")).stream())
                    .filter(text -> text.matches("\\d{1,5}"))
                    .<Object>map(Long::valueOf)
                    .toList();
            return ports.isEmpty() ? options : options.with("ports", ListValue.copyOf(ports));
        }
        for (String flag : FLAGS) {
            if (RequestInfo.isTrue(request, flag)) {
                options = options.with(flag, true);
            }
        }
        String container = request.parameter("container").orElse("");
        options = container.isEmpty() ? options : options.with("container", container);
        List<String> command = request.query().getOrDefault("command", List.of());
        return command.isEmpty() || !kind.kind().equals("PodExecOptions")
                ? options
                : options.with("command", ListValue.copyOf(command));
    }
}
