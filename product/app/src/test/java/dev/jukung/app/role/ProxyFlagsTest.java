package dev.jukung.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.cluster.ProxySettings;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the flags and the configuration file of kube-proxy become. */
class ProxyFlagsTest {
    @TempDir
    private Path folder;

    private static ProxySettings read(String... arguments) {
        return ProxyFlags.read(ProxyFlags.withFile(ProxyFlags.FLAGS.parse(List.of(arguments))));
    }

    private String file(String text) throws Exception {
        return "--config=" + Files.writeString(folder.resolve("config.conf"), text);
    }

    @Test
    void flagsAloneAreEnough() {
        ProxySettings settings = read(
                "--kubeconfig=/etc/kubernetes/kube-proxy.conf",
                "--hostname-override=foo-node",
                "--cluster-cidr=10.244.0.0/16",
                "--proxy-mode=nftables",
                "--metrics-port=0");
        assertThat(settings.rules().nodeName()).isEqualTo("foo-node");
        assertThat(settings.rules().mode()).isEqualTo("nftables");
        assertThat(settings.rules().clusterCidrs()).containsExactly("10.244.0.0/16");
        assertThat(settings.rules().healthz()).contains(new InetSocketAddress("0.0.0.0", 10256));
        assertThat(settings.metrics()).isEmpty();
        assertThat(settings.kubeconfig()).contains(Path.of("/etc/kubernetes/kube-proxy.conf"));
    }

    /** PROXY-09: the start command of the documents, with what kubeadm writes. */
    @Test
    void aFileCountsAloneButForTheNameOfTheNode() throws Exception {
        ProxySettings settings = read(file("""
                apiVersion: kubeproxy.config.k8s.io/v1alpha1
                kind: KubeProxyConfiguration
                bindAddress: 0.0.0.0
                bindAddressHardFail: false
                clientConnection: {acceptContentTypes: "", burst: 0, contentType: "", kubeconfig: /k/kubeconfig.conf, qps: 0}
                clusterCIDR: 10.244.0.0/16
                configSyncPeriod: 0s
                conntrack: {maxPerCore: null, min: null, tcpBeLiberal: false, tcpEstablishedTimeout: null, udpTimeout: 0s}
                detectLocal: {bridgeInterface: "", interfaceNamePrefix: ""}
                detectLocalMode: NodeCIDR
                enableProfiling: false
                healthzBindAddress: "127.0.0.1:10300"
                hostnameOverride: ""
                iptables: {localhostNodePorts: null, masqueradeAll: false, masqueradeBit: null, minSyncPeriod: 0s}
                ipvs: {excludeCIDRs: null, minSyncPeriod: 0s, scheduler: "", strictARP: false}
                logging: {flushFrequency: 0, verbosity: 0}
                metricsBindAddress: "[::1]:10301"
                mode: ""
                nftables: {masqueradeAll: false, masqueradeBit: 13, syncPeriod: 1m}
                nodePortAddresses: null
                oomScoreAdj: null
                portRange: ""
                showHiddenMetricsForVersion: ""
                winkernel: {enableDSR: false, networkName: ""}
                """), "--hostname-override=foo-node", "--cluster-cidr=10.1.0.0/16");
        assertThat(settings.kubeconfig()).contains(Path.of("/k/kubeconfig.conf"));
        assertThat(settings.rules().nodeName()).isEqualTo("foo-node");
        assertThat(settings.rules().clusterCidrs()).containsExactly("10.244.0.0/16");
        assertThat(settings.rules().masqueradeBit()).isEqualTo(13);
        assertThat(settings.rules().syncPeriod()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.rules().healthz()).contains(new InetSocketAddress("127.0.0.1", 10300));
        assertThat(settings.metrics()).isEqualTo(Optional.of(new InetSocketAddress("::1", 10301)));
        assertThat(settings.ofNode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--proxy-mode=iptables | the proxy mode iptables is not available in this version of Jukung; nftables does the"
                        + " same: leave mode empty or say nftables",
                "--proxy-mode=ipvs | the proxy mode ipvs is not available",
                "--proxy-mode=userspace | the proxy mode userspace is not available",
                "--proxy-mode=quick | must be iptables, ipvs or nftables: mode quick",
                "--cluster-cidr=everywhere | must be a valid CIDR block",
                "--detect-local-mode=BridgeInterface | --detect-local-mode=BridgeInterface is not supported by jukung",
                "--healthz-bind-address=nowhere:1 | --healthz-bind-address=nowhere:1: must be IP:port",
                "--proxy-port-range=1-2 | removed in v1.27 with the userspace mode",
                "--masquerade-all | --masquerade-all=true is not supported by jukung (docs/gaps.md)",
            })
    void whatCannotBeIsRefused(String flag, String why) {
        assertThatThrownBy(() -> read(flag)).isInstanceOf(FlagException.class).hasMessageContaining(why);
    }

    @Test
    void anotherKindOfFileIsRefused() throws Exception {
        String flag = file("apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n");
        assertThatThrownBy(() -> read(flag))
                .hasMessageContaining(
                        "this file has to hold a KubeProxyConfiguration of kubeproxy.config.k8s.io/v1alpha1");
    }
}
