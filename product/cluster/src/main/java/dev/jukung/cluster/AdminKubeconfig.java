package dev.jukung.cluster;

import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The kubeconfig of the cluster's administrator: context, cluster and user have the cluster's name. */
public final class AdminKubeconfig {
    private AdminKubeconfig() {}

    public static String of(String name, String server, String authority, TlsIdentity admin) {
        ObjectValue cluster = ObjectValue.of("certificate-authority-data", encoded(authority), "server", server);
        ObjectValue user = ObjectValue.of(
                "client-certificate-data", encoded(admin.chainPem()), "client-key-data", encoded(admin.keyPem()));
        ObjectValue context = ObjectValue.of("cluster", name, "user", name);
        return Yaml.write(ObjectValue.of(
                "apiVersion",
                "v1",
                "kind",
                "Config",
                "clusters",
                ListValue.of(ObjectValue.of("name", name, "cluster", cluster)),
                "contexts",
                ListValue.of(ObjectValue.of("name", name, "context", context)),
                "users",
                ListValue.of(ObjectValue.of("name", name, "user", user)),
                "current-context",
                name));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
