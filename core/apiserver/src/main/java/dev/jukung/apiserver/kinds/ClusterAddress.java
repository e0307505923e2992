package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.Claims;
import dev.jukung.apiserver.registry.Context;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.Views;
import dev.jukung.store.Key;
import dev.jukung.store.Write;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;

/**
 * The IPAddress that stands for the address of a Service. It is the claim itself: where it exists the address is taken, whoever made
 * it. Stateless.
 */
public final class ClusterAddress {
    static final String COLLECTION = "networking.k8s.io/ipaddresses";
    private static final String MANAGER = "ipallocator.k8s.io";
    private static final String MANAGED_BY = "ipaddress.kubernetes.io/managed-by";
    private static final String FAMILY = "ipaddress.kubernetes.io/ip-family";

    private ClusterAddress() {}

    public static Key key(String address) {
        return new Key(COLLECTION, address);
    }

    /** Whether it was made for a Service, and not by a user for something else. */
    public static boolean isOurs(ObjectValue address) {
        return address.object("metadata").object("labels").text(MANAGED_BY, "").equals(MANAGER)
                && address.object("spec")
                        .object("parentRef")
                        .text("resource", "")
                        .equals("services");
    }

    /** The Service that it was made for. */
    public static ObjectKey service(ObjectValue address) {
        ObjectValue parent = address.object("spec").object("parentRef");
        return ObjectKey.of(parent.text("namespace", ""), parent.text("name", ""));
    }

    public static Write claim(String address, ObjectKey service, Context context) {
        ObjectValue metadata = ObjectValue.of(
                "name",
                address,
                "uid",
                context.random().uid(),
                "resourceVersion",
                "",
                "creationTimestamp",
                Views.fromTime(context.clock().now()),
                "labels",
                ObjectValue.of(FAMILY, address.contains(":") ? "IPv6" : "IPv4", MANAGED_BY, MANAGER),
                "managedFields",
                ListValue.of(managed(context)));
        ObjectValue parent =
                ObjectValue.of("resource", "services", "namespace", service.namespace(), "name", service.name());
        return Claims.put(
                key(address),
                ObjectValue.of(
                        "kind",
                        Resources.IPADDRESSES.kind(),
                        "apiVersion",
                        Resources.IPADDRESSES.apiVersion(),
                        "metadata",
                        metadata,
                        "spec",
                        ObjectValue.of("parentRef", parent)));
    }

    private static ObjectValue managed(Context context) {
        ObjectValue none = ObjectValue.EMPTY;
        ObjectValue labels = ObjectValue.of(".", none, "f:" + FAMILY, none, "f:" + MANAGED_BY, none);
        ObjectValue parent = ObjectValue.of(".", none, "f:name", none, "f:namespace", none, "f:resource", none);
        return ObjectValue.of(
                "manager",
                "kube-apiserver",
                "operation",
                "Update",
                "apiVersion",
                Resources.IPADDRESSES.apiVersion(),
                "time",
                Views.fromTime(context.clock().now()),
                "fieldsType",
                "FieldsV1",
                "fieldsV1",
                ObjectValue.of(
                        "f:metadata",
                        ObjectValue.of("f:labels", labels),
                        "f:spec",
                        ObjectValue.of("f:parentRef", parent)));
    }
}
