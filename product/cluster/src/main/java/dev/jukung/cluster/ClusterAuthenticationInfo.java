package dev.jukung.cluster;

import dev.jukung.apiserver.authentication.AuthenticationConfig;
import dev.jukung.apiserver.authentication.FrontProxy;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiClient.WriteOptions;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;

/**
 * The ConfigMap in which servers behind the API server find whom to believe: the authorities of clients, and those of the front
 * proxy with its headers. Applied at each start.
 */
final class ClusterAuthenticationInfo {
    private static final ObjectKey KEY = ObjectKey.of("kube-system", "extension-apiserver-authentication");

    private final ApiClient client;

    ClusterAuthenticationInfo(ApiClient client) {
        this.client = client;
    }

    void publish(AuthenticationConfig authentication) throws InterruptedException {
        Optional<TrustBundle> clients = authentication.clientAuthorities().get();
        Optional<FrontProxy.Settings> header = authentication.frontProxy();
        ObjectValue.Builder data = ObjectValue.builder();
        clients.filter(bundle -> !bundle.certificates().isEmpty())
                .ifPresent(bundle -> data.set("client-ca-file", bundle.pem()));
        header.ifPresent(each -> {
            data.set("requestheader-client-ca-file", each.authorities().get().pem());
            data.set("requestheader-allowed-names", json(each.allowedNames()));
            data.set("requestheader-extra-headers-prefix", json(each.extraHeaderPrefixes()));
            data.set("requestheader-group-headers", json(each.groupHeaders()));
            data.set("requestheader-uid-headers", json(each.uidHeaders()));
            data.set("requestheader-username-headers", json(each.usernameHeaders()));
        });
        ObjectValue map = ObjectValue.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                ObjectValue.of("namespace", KEY.namespace(), "name", KEY.name()),
                "data",
                data.build());
        client.patch(
                Resources.CONFIGMAPS,
                KEY,
                Patch.apply(map),
                WriteOptions.NONE.withFieldManager("kube-apiserver", true));
    }

    private static String json(List<String> texts) {
        return Json.write(ListValue.copyOf(texts));
    }
}
