package dev.jukung.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.ListValue;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The health endpoints, line for line as kube-apiserver v1.36.3 has them. */
class HealthTest {
    private static final String HOOKS = """
            [+]poststarthook/start-apiserver-admission-initializer ok
            [+]poststarthook/generic-apiserver-start-informers ok
            [+]poststarthook/priority-and-fairness-config-consumer ok
            [+]poststarthook/priority-and-fairness-filter ok
            [+]poststarthook/storage-object-count-tracker-hook ok
            [+]poststarthook/start-apiextensions-informers ok
            [+]poststarthook/start-apiextensions-controllers ok
            [+]poststarthook/crd-informer-synced ok
            [+]poststarthook/start-system-namespaces-controller ok
            [+]poststarthook/peer-endpoint-reconciler-controller ok
            [+]poststarthook/start-cluster-authentication-info-controller ok
            [+]poststarthook/start-kube-apiserver-identity-lease-controller ok
            [+]poststarthook/start-kube-apiserver-identity-lease-garbage-collector ok
            [+]poststarthook/storage-readiness ok
            [+]poststarthook/start-legacy-token-tracking-controller ok
            [+]poststarthook/start-service-ip-repair-controllers ok
            [+]poststarthook/rbac/bootstrap-roles ok
            [+]poststarthook/scheduling/bootstrap-system-priority-classes ok
            [+]poststarthook/priority-and-fairness-config-producer ok
            [+]poststarthook/bootstrap-controller ok
            [+]poststarthook/start-kubernetes-service-cidr-controller ok
            [+]poststarthook/start-kube-aggregator-informers ok
            [+]poststarthook/apiservice-status-local-available-controller ok
            [+]poststarthook/apiservice-status-remote-available-controller ok
            [+]poststarthook/apiservice-registration-controller ok
            [+]poststarthook/apiservice-discovery-controller ok
            [+]poststarthook/kube-apiserver-autoregistration ok
            [+]autoregister-completion ok
            [+]poststarthook/apiservice-openapi-controller ok
            [+]poststarthook/apiservice-openapiv3-controller ok
            """;

    private Requests requests;

    @BeforeEach
    void start() throws InterruptedException {
        requests = new Requests();
    }

    @AfterEach
    void stop() {
        requests.close();
    }

    @Test
    void readyzListsItsChecksInTheOrderOfTheReference() throws Exception {
        assertThat(requests.get("/readyz?verbose=1").body())
                .isEqualTo("[+]ping ok\n[+]log ok\n[+]etcd ok\n[+]etcd-readiness ok\n[+]informer-sync ok\n" + HOOKS
                        + "[+]shutdown ok\nreadyz check passed\n");
    }

    @Test
    void livezAndHealthzHaveTheirOwn() throws Exception {
        for (String endpoint : List.of("livez", "healthz")) {
            assertThat(requests.get("/" + endpoint + "?verbose=1").body())
                    .isEqualTo("[+]ping ok\n[+]log ok\n[+]loopback-serving-certificate ok\n[+]etcd ok\n" + HOOKS
                            + endpoint + " check passed\n");
            assertThat(requests.get("/" + endpoint).body()).isEqualTo("ok");
        }
    }

    @Test
    void checksCanBeLeftOutAndAskedForOneByOne() throws Exception {
        assertThat(requests.get("/livez?verbose=1&exclude=ping&exclude=nosuch").body())
                .startsWith("[+]ping excluded: ok\n[+]log ok\n")
                .endsWith("ok\nwarn: some health checks cannot be excluded: no matches for \"nosuch\"\n"
                        + "livez check passed\n");
        assertThat(requests.get("/livez/poststarthook/rbac/bootstrap-roles").body())
                .isEqualTo("ok");
        assertThat(requests.get("/livez/shutdown").code()).isEqualTo(404);
        assertThat(requests.get("/readyz/shutdown").code()).isEqualTo(200);
    }

    @Test
    void aServerThatIsAboutToEndIsNotReadyButAlive() throws Exception {
        requests.server().endService();

        Requests.Answer ready = requests.get("/readyz");
        assertThat(ready.code()).isEqualTo(500);
        assertThat(ready.body()).endsWith("[-]shutdown failed: reason withheld\nreadyz check failed\n");
        assertThat(requests.get("/readyz/shutdown").body())
                .isEqualTo("internal server error: process is shutting down\n");
        assertThat(requests.get("/livez").body()).isEqualTo("ok");
    }

    @Test
    void aStoreThatIsGoneIsSeen() throws Exception {
        requests.store().close();

        assertThat(requests.get("/readyz/etcd").code()).isEqualTo(500);
        assertThat(requests.get("/livez").body()).contains("[-]etcd failed: reason withheld\n");
    }

    @Test
    void theChecksArePathsAndMetricsToo() throws Exception {
        ListValue paths = requests.get("/").json().list("paths");
        assertThat(paths.texts())
                .contains("/readyz/shutdown", "/livez/ping", "/healthz/etcd", "/metrics/slis")
                .doesNotContain("/livez/shutdown");
        assertThat(requests.get("/metrics/slis").body())
                .contains("kubernetes_healthcheck{name=\"etcd\",type=\"healthz\"} 1\n")
                .contains("kubernetes_healthcheck{name=\"shutdown\",type=\"readyz\"} 1\n");
    }

    @Test
    void theMetricsThatDashboardsUseAreThere() throws Exception {
        requests.get("/api/v1/namespaces/default/configmaps");
        String metrics = requests.get("/metrics").body();
        assertThat(metrics)
                .contains(
                        "apiserver_request_total{code=\"200\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"configmaps\",scope=\"namespace\",subresource=\"\",verb=\"LIST\",version=\"v1\"} 1")
                .contains("apiserver_request_duration_seconds_bucket{", "apiserver_request_sli_duration_seconds_count{")
                .contains("apiserver_response_sizes_bucket{")
                .contains("apiserver_storage_objects{resource=\"namespaces\"} 4")
                .contains("apiserver_current_inflight_requests{request_kind=\"readOnly\"} 1")
                .contains("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"workload-low\"} 245")
                .contains(
                        "apiserver_flowcontrol_dispatched_requests_total{flow_schema=\"exempt\",priority_level=\"exempt\"}")
                .contains("apiserver_audit_event_total 0")
                .contains("kubernetes_build_info{", "process_cpu_seconds_total ", "process_start_time_seconds ");
    }

    @Test
    void whoUsesADeprecatedKindIsWarned() throws Exception {
        assertThat(requests.get("/api/v1/namespaces/default/endpoints").warnings())
                .containsExactly(
                        "299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"");
    }
}
