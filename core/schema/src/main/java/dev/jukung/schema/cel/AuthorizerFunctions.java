package dev.jukung.schema.cel;

import dev.jukung.schema.cel.CelAuthorizer.Access;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What an expression may ask the authorizer: {@code authorizer.group('').resource('pods').check('get').allowed()}. */
final class AuthorizerFunctions {
    /** The authorizer itself. */
    record Root(CelAuthorizer authorizer) implements OpaqueValue {
        @Override
        public String typeName() {
            return "kubernetes.authorization.Authorizer";
        }
    }

    record PathCheck(CelAuthorizer authorizer, String path) implements OpaqueValue {
        @Override
        public String typeName() {
            return "kubernetes.authorization.PathCheck";
        }
    }

    record GroupCheck(CelAuthorizer authorizer, String group) implements OpaqueValue {
        @Override
        public String typeName() {
            return "kubernetes.authorization.GroupCheck";
        }
    }

    record ResourceCheck(CelAuthorizer authorizer, Access access) implements OpaqueValue {
        @Override
        public String typeName() {
            return "kubernetes.authorization.ResourceCheck";
        }
    }

    record Answer(CelAuthorizer.Decision decision) implements OpaqueValue {
        @Override
        public String typeName() {
            return "kubernetes.authorization.Decision";
        }
    }

    private static final Access NOTHING = new Access("", "", "", "", "", "", "", "", "");

    private AuthorizerFunctions() {}

    static void addTo(Map<String, Functions.Function> all) {
        all.put(
                "path",
                a -> a[0] instanceof Root(CelAuthorizer who) && a[1] instanceof String path
                        ? path.isBlank() ? new CelError("path must not be empty") : new PathCheck(who, path)
                        : CelError.noOverload("path", a));
        all.put(
                "group",
                a -> a[0] instanceof Root(CelAuthorizer who) && a[1] instanceof String group
                        ? new GroupCheck(who, group)
                        : CelError.noOverload("group", a));
        all.put("serviceAccount", AuthorizerFunctions::serviceAccount);
        all.put(
                "resource",
                a -> a[0] instanceof GroupCheck(CelAuthorizer who, String group) && a[1] instanceof String resource
                        ? resource.isBlank()
                                ? new CelError("resource must not be empty")
                                : new ResourceCheck(who, with(NOTHING, group, resource))
                        : CelError.noOverload("resource", a));
        refine(
                all,
                "subresource",
                (c, v) -> new Access(
                        "",
                        "",
                        c.group(),
                        c.resource(),
                        v,
                        c.namespace(),
                        c.name(),
                        c.fieldSelector(),
                        c.labelSelector()));
        refine(
                all,
                "namespace",
                (c, v) -> new Access(
                        "",
                        "",
                        c.group(),
                        c.resource(),
                        c.subresource(),
                        v,
                        c.name(),
                        c.fieldSelector(),
                        c.labelSelector()));
        refine(
                all,
                "name",
                (c, v) -> new Access(
                        "",
                        "",
                        c.group(),
                        c.resource(),
                        c.subresource(),
                        c.namespace(),
                        v,
                        c.fieldSelector(),
                        c.labelSelector()));
        refine(
                all,
                "fieldSelector",
                (c, v) -> new Access(
                        "",
                        "",
                        c.group(),
                        c.resource(),
                        c.subresource(),
                        c.namespace(),
                        c.name(),
                        v,
                        c.labelSelector()));
        refine(
                all,
                "labelSelector",
                (c, v) -> new Access(
                        "",
                        "",
                        c.group(),
                        c.resource(),
                        c.subresource(),
                        c.namespace(),
                        c.name(),
                        c.fieldSelector(),
                        v));
        all.put("check", AuthorizerFunctions::check);
        answer(all, "allowed", CelAuthorizer.Decision::allowed);
        answer(all, "reason", CelAuthorizer.Decision::reason);
        answer(all, "error", CelAuthorizer.Decision::error);
        answer(all, "errored", decision -> !decision.error().isEmpty());
    }

    private static Access with(Access access, String group, String resource) {
        return new Access("", "", group, resource, access.subresource(), "", "", "", "");
    }

    private static Object serviceAccount(Object... a) {
        if (!(a[0] instanceof Root(CelAuthorizer who))
                || !(a[1] instanceof String namespace)
                || !(a[2] instanceof String name)) {
            return CelError.noOverload("serviceAccount", a);
        }
        if (!isValid("format.dns1123Subdomain", name)) {
            return new CelError("Invalid service account name");
        }
        return isValid("format.dns1123Label", namespace)
                ? new Root(who.asServiceAccount(namespace, name))
                : new CelError("Invalid service account namespace");
    }

    private static boolean isValid(String format, String text) {
        return Functions.named(format).call() instanceof NamedFormat named
                && named.check().apply(text).equals(List.of());
    }

    private static void refine(
            Map<String, Functions.Function> all, String name, BiFunction<Access, String, Access> refinement) {
        all.put(
                name,
                a -> a[0] instanceof ResourceCheck(CelAuthorizer who, Access access) && a[1] instanceof String value
                        ? new ResourceCheck(who, refinement.apply(access, value))
                        : CelError.noOverload(name, a));
    }

    private static Object check(Object... a) {
        if (!(a[1] instanceof String verb)) {
            return CelError.noOverload("check", a);
        }
        return switch (a[0]) {
            case PathCheck(CelAuthorizer who, String path) ->
                new Answer(who.decide(new Access(verb, path, "", "", "", "", "", "", "")));
            case ResourceCheck(CelAuthorizer who, Access c) ->
                new Answer(who.decide(new Access(
                        verb,
                        "",
                        c.group(),
                        c.resource(),
                        c.subresource(),
                        c.namespace(),
                        c.name(),
                        c.fieldSelector(),
                        c.labelSelector())));
            default -> CelError.noOverload("check", a);
        };
    }

    private static void answer(
            Map<String, Functions.Function> all, String name, Function<CelAuthorizer.Decision, Object> part) {
        all.put(
                name,
                a -> a[0] instanceof Answer(CelAuthorizer.Decision decision)
                        ? part.apply(decision)
                        : CelError.noOverload(name, a));
    }
}
