package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Selectors;
import dev.jukung.apiserver.auth.User;
import dev.jukung.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a path means (k8s.io/apiserver/pkg/endpoints/request, RequestInfo). Immutable.
 *
 * @param resource empty where the path is no resource: /healthz, /apis/apps/v1
 * @param below what follows a subresource, for proxies
 */
public record RequestInfo(
        String verb,
        String group,
        String version,
        String namespace,
        String resource,
        String subresource,
        String name,
        String below,
        String path) {
    private static final Map<String, String> VERBS = Map.of(
            "POST", "create", "GET", "get", "HEAD", "get", "PUT", "update", "PATCH", "patch", "DELETE", "delete");

    public static RequestInfo of(Request request) {
        List<String> parts = split(request.path());
        String method = request.method();
        RequestInfo other =
                new RequestInfo(method.toLowerCase(Locale.ROOT), "", "", "", "", "", "", "", request.path());
        if (parts.size() < 3) {
            return other;
        }
        String group;
        String version;
        int at;
        if (parts.get(0).equals("api")) {
            group = "";
            version = parts.get(1);
            at = 2;
        } else if (parts.get(0).equals("apis") && parts.size() > 3) {
            group = parts.get(1);
            version = parts.get(2);
            at = 3;
        } else {
            return other;
        }
        boolean watch = parts.get(at).equals("watch") && parts.size() > at + 1;
        at = watch ? at + 1 : at;
        return resource(request, group, version, parts.subList(at, parts.size()), watch);
    }

    private static RequestInfo resource(
            Request request, String group, String version, List<String> rest, boolean watchPath) {
        String namespace = "";
        List<String> parts = rest;
        if (parts.get(0).equals("namespaces") && parts.size() > 1) {
            namespace = parts.get(1);
            boolean ofNamespaceItself =
                    parts.size() == 2 || List.of("status", "finalize").contains(parts.get(2));
            if (!ofNamespaceItself) {
                parts = parts.subList(2, parts.size());
            }
        }
        String resource = parts.get(0);
        String name = parts.size() > 1 ? parts.get(1) : "";
        String subresource = parts.size() > 2 ? parts.get(2) : "";
        String below = parts.size() > 3 ? String.join("/", parts.subList(3, parts.size())) : "";
        String verb = VERBS.getOrDefault(request.method(), "");
        if (name.isEmpty()) {
            if (verb.equals("get")) {
                verb = watchPath || isTrue(request, "watch") ? "watch" : "list";
            } else if (verb.equals("delete")) {
                verb = "deletecollection";
            }
        } else if (watchPath) {
            verb = "watch";
        }
        String scope = resource.equals("namespaces") ? "" : namespace;
        return new RequestInfo(verb, group, version, scope, resource, subresource, name, below, request.path());
    }

    private static List<String> split(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/")) {
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }

    static boolean isTrue(Request request, String parameter) {
        String value = request.parameter(parameter).orElse("false");
        return request.query().containsKey(parameter) && !value.equals("false") && !value.equals("0");
    }

    public boolean forResource() {
        return !resource.isEmpty();
    }

    /** Whether the answer lasts: watches, followed logs, streams. Such requests do not count as in flight. */
    public boolean longRunning() {
        return verb.equals("watch")
                || List.of("log", "exec", "attach", "portforward", "proxy").contains(subresource);
    }

    Attributes attributes(User user, Request request) {
        if (!forResource()) {
            return Attributes.path(user, verb, path);
        }
        boolean many = verb.equals("list") || verb.equals("watch") || verb.equals("deletecollection");
        Selectors selectors = many
                ? Selectors.parse(
                        request.parameter("fieldSelector").orElse(""),
                        request.parameter("labelSelector").orElse(""))
                : Selectors.NONE;
        // Who may see one object only lists and watches it by its name.
        String one = name.isEmpty()
                ? selectors
                        .required("metadata.name")
                        .filter(RequestInfo::isPathSegment)
                        .orElse("")
                : name;
        return new Attributes(
                user,
                verb,
                group,
                version,
                resource,
                subresource,
                resource.equals("namespaces") ? one : namespace,
                one,
                "",
                selectors);
    }

    private static boolean isPathSegment(String name) {
        return !name.equals(".") && !name.equals("..") && !name.contains("/") && !name.contains("%");
    }
}
