package dev.jukung.dns;

import dev.jukung.dns.ServiceRecords.Endpoint;
import dev.jukung.dns.ServiceRecords.Port;
import java.util.Arrays;

/** Answers questions about one Service that is no alias. One instance per thread. */
final class ServiceAnswers {
    private final Answers answers;

    ServiceAnswers(Answers answers) {
        this.answers = answers;
    }

    /**
     * Writes what there is.
     *
     * @param before labels before the Service's name: none, an endpoint, or port and protocol
     * @return whether the name exists, whatever type of record was asked for
     */
    boolean answer(Query query, Reply reply, ServiceRecords service, int before) {
        return switch (before) {
            case 0, 2 ->
                service.headless() ? headless(query, reply, service, before) : cluster(query, reply, service, before);
            case 1 -> endpoint(query, reply, service);
            default -> false;
        };
    }

    private boolean cluster(Query query, Reply reply, ServiceRecords service, int before) {
        int matching = matching(query, service.ports(), before);
        boolean found = before == 0 || matching > 0;
        if (found && query.type() != Wire.SRV) {
            answers.addresses(reply, query.type(), service.addresses());
        } else if (found) {
            for (Port port : service.ports()) {
                if (matches(query, port, before)) {
                    int targets = matching * service.addresses().length;
                    answers.serviceTarget(reply, port.port(), targets, service.name(), service.addresses());
                }
            }
        }
        return found;
    }

    /** Without a ready endpoint the name does not exist (specification, 2.4.1). */
    private boolean headless(Query query, Reply reply, ServiceRecords service, int before) {
        Endpoint[] all = service.endpoints();
        if (query.type() != Wire.SRV && before == 0) {
            answers.addresses(reply, query.type(), service.endpointAddresses());
            return all.length > 0;
        }
        int targets = 0;
        boolean found = before == 0 && all.length > 0;
        for (Endpoint endpoint : all) {
            targets += matching(query, endpoint.ports(), before);
        }
        int offset = answers.rotation(all.length);
        for (int i = 0; i < all.length && targets > 0; i++) {
            Endpoint endpoint = all[(i + offset) % all.length];
            if (query.type() == Wire.SRV) {
                targets(query, reply, service, endpoint, before, targets);
            } else if (matching(query, endpoint.ports(), before) > 0) {
                answers.address(reply, query.type(), endpoint.address());
            }
        }
        return found || targets > 0;
    }

    /** The endpoints of Services with a cluster address have names too. */
    private boolean endpoint(Query query, Reply reply, ServiceRecords service) {
        int start = query.labelStart(0) + 1;
        int end = query.labelStart(1);
        Endpoint[] all = service.endpoints();
        int first = service.find(query.name(), start, end);
        for (int i = first; i >= 0 && i < all.length && labelled(all[i], query.name(), start, end); i++) {
            if (query.type() == Wire.SRV) {
                targets(query, reply, service, all[i], 0, all[i].ports().length);
            } else {
                answers.address(reply, query.type(), all[i].address());
            }
        }
        return first >= 0;
    }

    private static boolean labelled(Endpoint endpoint, byte[] name, int start, int end) {
        return Arrays.equals(endpoint.label(), 0, endpoint.label().length, name, start, end);
    }

    private void targets(Query query, Reply reply, ServiceRecords service, Endpoint endpoint, int before, int targets) {
        for (Port port : endpoint.ports()) {
            if (matches(query, port, before)) {
                answers.endpointTarget(reply, port.port(), targets, endpoint, service.name());
            }
        }
    }

    private static int matching(Query query, Port[] ports, int before) {
        int count = 0;
        for (Port port : ports) {
            count += matches(query, port, before) ? 1 : 0;
        }
        return count;
    }

    /** Whether the question names this port and protocol, with underscores or (as in CoreDNS) without. */
    private static boolean matches(Query query, Port port, int before) {
        return before < 2 || (named(query, 0, port.name()) && named(query, 1, port.protocol()));
    }

    private static boolean named(Query query, int label, byte[] text) {
        byte[] name = query.name();
        int start = query.labelStart(label);
        int from = start + 1;
        int end = from + name[start];
        if (end - from > 1 && name[from] == '_') {
            from++;
        }
        return Arrays.equals(name, from, end, text, 0, text.length);
    }
}
