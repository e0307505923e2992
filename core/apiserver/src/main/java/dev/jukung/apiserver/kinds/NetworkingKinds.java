package dev.jukung.apiserver.kinds;

import static dev.jukung.model.Resources.*;

import dev.jukung.apiserver.registry.Kind;
import java.util.List;

/** The groups {@code networking.k8s.io} and {@code discovery.k8s.io}. */
final class NetworkingKinds {
    private NetworkingKinds() {}

    static List<Kind.Declaration> declare(BuiltInKinds kinds) {
        return List.of(
                kinds.declare(INGRESSCLASSES)
                        .columns(NetworkColumns.INGRESS_CLASSES)
                        .strategy(new IngressClassStrategy()),
                kinds.declare(INGRESSES)
                        .shortNames("ing")
                        .columns(NetworkColumns.INGRESSES)
                        .status()
                        .strategy(new IngressStrategy()),
                kinds.declare(IPADDRESSES).shortNames("ip").columns(NetworkColumns.ADDRESSES),
                kinds.declare(NETWORKPOLICIES)
                        .shortNames("netpol")
                        .columns(NetworkColumns.POLICIES)
                        .strategy(new NetworkPolicyStrategy()),
                kinds.declare(SERVICECIDRS)
                        .columns(NetworkColumns.SERVICE_RANGES)
                        .statusKeepingMetadata()
                        .strategy(new ServiceRangeStrategy()),
                kinds.declare(ENDPOINTSLICES)
                        .columns(NetworkColumns.ENDPOINT_SLICES)
                        .strategy(new EndpointSliceStrategy()));
    }
}
