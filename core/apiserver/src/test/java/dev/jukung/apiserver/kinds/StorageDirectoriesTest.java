package dev.jukung.apiserver.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.http.pki.Keys;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As the keys of kube-apiserver v1.36 in etcd. */
class StorageDirectoriesTest {
    private static final Map<String, String> DIRECTORIES =
            ApiServer.storageDirectories(ApiServerConfig.standard("10.0.0.1", 6443, Keys.rsa()));

    @ParameterizedTest
    @CsvSource({
        "pods, pods",
        "nodes, minions",
        "replicationcontrollers, controllers",
        "services, services/specs",
        "endpoints, services/endpoints",
        "events, events",
        "configmaps, configmaps",
        "podtemplates, podtemplates",
        "apps/deployments, deployments",
        "networking.k8s.io/ingresses, ingress",
        "networking.k8s.io/servicecidrs, servicecidrs",
        "networking.k8s.io/ipaddresses, ipaddresses",
        "policy/poddisruptionbudgets, poddisruptionbudgets",
        "discovery.k8s.io/endpointslices, endpointslices",
        "coordination.k8s.io/leases, leases",
        "storage.k8s.io/csidrivers, csidrivers",
        "rbac.authorization.k8s.io/clusterroles, clusterroles",
        "flowcontrol.apiserver.k8s.io/flowschemas, flowschemas",
        "scheduling.k8s.io/priorityclasses, priorityclasses",
        "apiextensions.k8s.io/customresourcedefinitions, apiextensions.k8s.io/customresourcedefinitions",
        "apiregistration.k8s.io/apiservices, apiregistration.k8s.io/apiservices",
    })
    void aKindLiesWhereKubernetesKeepsIt(String collection, String directory) {
        assertThat(DIRECTORIES).containsEntry(collection, directory);
    }

    @Test
    void noTwoKindsShareADirectory() {
        assertThat(DIRECTORIES.values()).doesNotHaveDuplicates();
    }
}
