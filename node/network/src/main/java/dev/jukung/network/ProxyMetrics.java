package dev.jukung.network;

/**
 * Where the proxy's numbers go, under kube-proxy's names. Durations in seconds.
 *
 * <p>Observed: {@code kubeproxy_sync_proxy_rules_duration_seconds}, {@code kubeproxy_sync_full_proxy_rules_duration_seconds},
 * {@code kubeproxy_sync_partial_proxy_rules_duration_seconds}. Counted:
 * {@code kubeproxy_sync_proxy_rules_nftables_sync_failures_total}, {@code kubeproxy_sync_proxy_rules_service_changes_total}.
 * Set: {@code kubeproxy_sync_proxy_rules_last_timestamp_seconds},
 * {@code kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds}. Thread-safe.
 */
public interface ProxyMetrics {
    ProxyMetrics NONE = new ProxyMetrics() {
        @Override
        public void observe(String name, double seconds) {}

        @Override
        public void count(String name, long more) {}

        @Override
        public void set(String name, double value) {}
    };

    void observe(String name, double seconds);

    void count(String name, long more);

    void set(String name, double value);
}
