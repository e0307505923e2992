package dev.jukung.dns;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about the cluster: the names of Kubernetes DNS-based service discovery 1.1.0, in the details as
 * CoreDNS with {@code pods insecure} does. Without I/O. One instance per thread, for it reuses its working memory.
 */
final class ClusterZone {
    /** What became of a question. */
    sealed interface Outcome {
        /** The reply holds the answer, positive or negative. */
        record Answered(String zone) implements Outcome {}

        /** Not a question about the cluster. */
        record NotOurs() implements Outcome {}

        /** An alias: the reply is empty; follow {@code target} (wire form) and put an alias before what it says. */
        record Alias(String zone, byte[] target) implements Outcome {}
    }

    private static final byte[] SVC = Wire.text("svc");
    private static final byte[] POD = Wire.text("pod");
    private static final byte[] DNS_VERSION = Wire.text("dns-version");
    private static final byte[] DNS = Wire.text("dns");
    private static final byte[] NS_LABEL = Wire.text("ns");
    private static final byte[] SCHEMA_VERSION = "1.1.0".getBytes(StandardCharsets.US_ASCII);
    private static final int SCHEMA_TTL = 28_800;
    private static final Outcome NOT_OURS = new Outcome.NotOurs();

    private final ClusterRecords records;
    private final ReverseZones reverse;
    private final byte[] zone;
    private final int zoneLabels;
    private final byte[][] serverAddresses;
    private final boolean podNames;
    private final Outcome inZone;
    private final Outcome inReverse = new Outcome.Answered("in-addr.arpa.");
    private final Answers answers;
    private final ServiceAnswers services;
    private final NameKey probe = NameKey.probe();
    private final byte[] address = new byte[16];

    /**
     * @param domain the cluster's domain: {@code cluster.local}
     * @param ttl of all records but the version, in seconds
     * @param serverAddresses what {@code ns.dns.DOMAIN} answers: where this server is reached
     * @param podNames whether pods have names under {@code pod.DOMAIN}
     */
    ClusterZone(
            ClusterRecords records,
            ReverseZones reverse,
            String domain,
            int ttl,
            byte[][] serverAddresses,
            boolean podNames) {
        this.records = records;
        this.reverse = reverse;
        this.zone = Wire.name(domain);
        this.zoneLabels = (int) domain.chars().filter(c -> c == '.').count() + 1;
        this.serverAddresses = serverAddresses.clone();
        this.podNames = podNames;
        this.inZone = new Outcome.Answered(Wire.dotted(zone, 0));
        this.answers = new Answers(ttl);
        this.services = new ServiceAnswers(answers);
    }

    /** Writes the answer into {@code reply} unless the question is not ours. @param size of the reply at most */
    Outcome answer(Query query, Reply reply, int size) {
        if (query.within(zone, zoneLabels)) {
            reply.start(query, size, true);
            Outcome outcome = ours(query, reply);
            answers.additional(reply);
            return outcome;
        }
        int addressSize = reverse.read(query, address);
        if (addressSize == 0) {
            return NOT_OURS;
        }
        reply.start(query, size, true);
        byte @Nullable [][] names = records.names(probe.set(address, 0, addressSize));
        if (names == null) {
            negative(query, reply, Wire.NXDOMAIN, ReverseZones.zoneLabels());
        } else if (query.type() != Wire.PTR) {
            negative(query, reply, Wire.NOERROR, ReverseZones.zoneLabels());
        } else {
            for (byte[] name : names) {
                answers.name(reply, Wire.PTR, name);
            }
        }
        return inReverse;
    }

    private Outcome ours(Query query, Reply reply) {
        if (query.type() == Wire.AXFR || query.type() == Wire.IXFR) {
            reply.rcode(Wire.REFUSED);
            return inZone;
        }
        int left = query.labels() - zoneLabels; // labels before the zone
        if (left == 0) {
            return apex(query, reply);
        }
        if (query.labelIs(left - 1, SVC)) {
            return left == 1 ? noData(query, reply) : services(query, reply, left - 1);
        }
        if (podNames && query.labelIs(left - 1, POD)) {
            return left == 1 ? noData(query, reply) : pods(query, reply, left - 1);
        }
        if (left == 1 && query.labelIs(0, DNS_VERSION)) {
            return version(query, reply);
        }
        if (left <= 2 && query.labelIs(left - 1, DNS)) {
            return server(query, reply, left);
        }
        return nameError(query, reply);
    }

    private Outcome apex(Query query, Reply reply) {
        switch (query.type()) {
            case Wire.SOA -> {
                answers.soa(reply, query, zoneLabels, records.serial());
                reply.answered();
            }
            case Wire.NS -> answers.nameServer(reply, serverAddresses);
            default -> noData(query, reply);
        }
        return inZone;
    }

    private Outcome version(Query query, Reply reply) {
        if (query.type() != Wire.TXT) {
            return noData(query, reply);
        }
        if (reply.record(Reply.QUESTION, Wire.TXT, SCHEMA_TTL, SCHEMA_VERSION.length + 1)) {
            reply.put8(SCHEMA_VERSION.length);
            reply.put(SCHEMA_VERSION);
            reply.answered();
        }
        return inZone;
    }

    /** {@code ns.dns.ZONE}, the name in SOA and NS records. */
    private Outcome server(Query query, Reply reply, int left) {
        if (left == 2 && !query.labelIs(0, NS_LABEL)) {
            return nameError(query, reply);
        }
        if (left == 2) {
            for (byte[] serverAddress : serverAddresses) {
                answers.address(reply, query.type(), serverAddress);
            }
        }
        return reply.answers() == 0 ? noData(query, reply) : inZone;
    }

    /** @param left labels before {@code pod}: the namespace and what is before it */
    private Outcome pods(Query query, Reply reply, int left) {
        if (!namespaceExists(query, left - 1)) {
            return nameError(query, reply);
        }
        if (left == 1) {
            return noData(query, reply);
        }
        Optional<byte[]> pod = left == 2 ? PodNames.address(query.name(), query.labelStart(0)) : Optional.empty();
        if (pod.isEmpty()) {
            return nameError(query, reply);
        }
        answers.address(reply, query.type(), pod.get());
        return reply.answers() == 0 ? noData(query, reply) : inZone;
    }

    /** @param left labels before {@code svc}: the namespace and what is before it */
    private Outcome services(Query query, Reply reply, int left) {
        if (!namespaceExists(query, left - 1)) {
            return nameError(query, reply);
        }
        if (left == 1) {
            return noData(query, reply);
        }
        ServiceRecords service =
                records.service(probe.set(query.name(), query.labelStart(left - 2), query.labelStart(left)));
        if (service == null || left > 4) {
            return nameError(query, reply);
        }
        if (service.external()) {
            return external(query, reply, service, left);
        }
        boolean found = services.answer(query, reply, service, left - 2);
        if (!found) {
            return nameError(query, reply);
        }
        return reply.answers() == 0 && !reply.truncated() ? noData(query, reply) : inZone;
    }

    private Outcome external(Query query, Reply reply, ServiceRecords service, int left) {
        if (left != 2) {
            return nameError(query, reply);
        }
        return switch (query.type()) {
            case Wire.A, Wire.AAAA -> new Outcome.Alias(Wire.dotted(zone, 0), service.externalName());
            case Wire.CNAME -> {
                answers.name(reply, Wire.CNAME, service.externalName());
                yield inZone;
            }
            default -> noData(query, reply);
        };
    }

    private boolean namespaceExists(Query query, int label) {
        return records.namespace(probe.set(query.name(), query.labelStart(label), query.labelStart(label + 1)));
    }

    private Outcome noData(Query query, Reply reply) {
        negative(query, reply, Wire.NOERROR, zoneLabels);
        return inZone;
    }

    private Outcome nameError(Query query, Reply reply) {
        negative(query, reply, Wire.NXDOMAIN, zoneLabels);
        return inZone;
    }

    private void negative(Query query, Reply reply, int rcode, int labelsOfZone) {
        reply.rcode(rcode);
        answers.soa(reply, query, labelsOfZone, records.serial());
        reply.authority();
    }
}
