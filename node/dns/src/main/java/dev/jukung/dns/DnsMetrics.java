package dev.jukung.dns;

/** What the DNS server counts; {@link DnsCounters} exposes it under CoreDNS' names. Thread-safe, and quick. */
public interface DnsMetrics {
    DnsMetrics NONE = new DnsMetrics() {
        @Override
        public void answered(
                String zone, String protocol, int type, int rcode, long nanos, int requestBytes, int replyBytes) {}

        @Override
        public void cached(boolean hit, boolean denial) {}

        @Override
        public void forwarded(String upstream, boolean success) {}
    };

    /**
     * One query has been answered.
     *
     * @param zone the zone it fell into; {@code .} for what is forwarded
     * @param protocol {@code udp} or {@code tcp}
     * @param type of the question, as a number
     */
    void answered(String zone, String protocol, int type, int rcode, long nanos, int requestBytes, int replyBytes);

    /** @param denial whether what was found says that there is nothing; false for a miss */
    void cached(boolean hit, boolean denial);

    /** One exchange with an upstream. */
    void forwarded(String upstream, boolean success);
}
