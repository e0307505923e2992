package dev.jukung.cluster;

import dev.jukung.apiserver.auth.User;
import dev.jukung.dns.ClusterDns;
import dev.jukung.dns.ClusterDnsConfig;
import dev.jukung.dns.DnsMetrics;
import dev.jukung.kubelet.ContainerBackend;
import dev.jukung.kubelet.Kubelet;
import dev.jukung.network.NftException;
import dev.jukung.network.ProxyMetrics;
import dev.jukung.network.ServiceProxy;
import dev.jukung.network.ServiceProxyConfig;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Surroundings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node with real containers on this machine: containerd, the Pods' network, kubelet, service proxy and cluster DNS. What a
 * killed predecessor left running is taken over. Needs root. Thread-safe.
 */
final class ContainerNode implements Node {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerNode.class);

    private final Closing agents = new Closing(); // what looks after the Pods
    private final NodeGround ground;
    private final ServiceProxyConfig proxied;
    private boolean podsStopped; // guarded by this

    /** Takes over {@code ground} and closes it. */
    ContainerNode(
            ClusterConfig config,
            ControlPlane controlPlane,
            Credentials credentials,
            NodeGround ground,
            Surroundings around,
            Progress progress)
            throws IOException, InterruptedException {
        this.ground = ground;
        this.proxied = config.serviceProxy();
        boolean complete = false;
        try {
            // The proxy first: Pods that start want to reach Services, the API server's among them.
            Informers informers = agents.add(new Informers(controlPlane.client("system:kube-proxy"), around));
            ServiceProxy proxy =
                    ServiceProxy.start(proxied, informers, around.clock(), around.faults(), ProxyMetrics.NONE);
            agents.add(proxy::leave);
            informers.start();
            agents.add(kubelet(config, controlPlane, credentials, around));
            progress.done("node");

            ClusterDns dns = dns(config, controlPlane, around);
            proxy.awaitReady();
            dns.awaitReady();
            progress.done("dns");
            complete = true;
        } finally {
            if (!complete) {
                agents.close();
                ground.close();
            }
        }
    }

    private Kubelet kubelet(
            ClusterConfig config, ControlPlane controlPlane, Credentials credentials, Surroundings around)
            throws IOException, InterruptedException {
        Files.createDirectories(config.kubeletFolder());
        String user = "system:node:" + config.nodeName();
        return Kubelet.start(
                config.kubelet().withCgroupRoot(config.cgroup() + "/kubepods"),
                controlPlane.client(user, "system:nodes"),
                new ContainerBackend(ground.containerd().runtime(), config.kubeletFolder()),
                credentials.serverTls(user, config.kubeletNames()),
                around);
    }

    private ClusterDns dns(ClusterConfig config, ControlPlane controlPlane, Surroundings around)
            throws IOException, InterruptedException {
        ClusterDnsService service = new ClusterDnsService(controlPlane.client("system:jukung", User.MASTERS));
        service.permit();
        Informers informers = agents.add(new Informers(controlPlane.client(ClusterDnsService.USER), around));
        ClusterAddresses addresses = config.addresses();
        ClusterDns dns = agents.add(ClusterDns.start(
                ClusterDnsConfig.of(
                        ClusterConfig.DOMAIN,
                        List.of(new InetSocketAddress(config.nodeAddress(), 0)),
                        List.of(addresses.pods(), addresses.services()),
                        List.of(addresses.dns())),
                informers,
                around.clock(),
                around.randomness(),
                around.faults(),
                DnsMetrics.NONE));
        informers.start();
        service.publish(addresses.dns(), dns.addresses().getFirst());
        return dns;
    }

    @Override
    public synchronized void stopPods() throws InterruptedException {
        if (!podsStopped) {
            agents.close();
            PodStop.all(ground.containerd().runtime());
            podsStopped = true;
        }
    }

    /** What Pods need stays while there are Pods. */
    @Override
    public synchronized void close() {
        agents.close();
        if (podsStopped) {
            removeNetwork();
        }
        ground.close();
    }

    private void removeNetwork() {
        try {
            ServiceProxy.remove(proxied);
        } catch (NftException e) {
            LOG.warn("Failed to remove the rules of Services: {}", e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // in a hurry: the next start replaces the rules
        }
        ground.network().close();
    }
}
