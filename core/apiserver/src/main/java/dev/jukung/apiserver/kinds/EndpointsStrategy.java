package dev.jukung.apiserver.kinds;

import dev.jukung.apiserver.registry.LabelRules;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.apiserver.registry.Strategy;
import dev.jukung.model.Cidr;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Set;

/** The rules of Endpoints. */
final class EndpointsStrategy implements Strategy {
    static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");

    @Override
    public void validate(ObjectValue endpoints, FieldErrors errors) {
        for (Checked subset : new Checked(endpoints, FieldPath.ROOT, errors).items("subsets")) {
            if (subset.value().list("addresses").isEmpty()
                    && subset.value().list("notReadyAddresses").isEmpty()) {
                errors.add(FieldError.required(subset.path(), "must specify `addresses` or `notReadyAddresses`"));
            }
            subset.items("addresses").forEach(EndpointsStrategy::address);
            subset.items("notReadyAddresses").forEach(EndpointsStrategy::address);
            for (Checked port : subset.items("ports")) {
                errors.take(port.path().child("port"));
                if (subset.value().list("ports").size() > 1 && port.text("name").isEmpty()) {
                    port.required("name", "");
                } else if (!port.text("name").isEmpty()) {
                    port.problems("name", NameRule.LABEL.problems(port.text("name"), false));
                }
                port.portNumber("port");
                port.oneOf("protocol", PROTOCOLS);
                appProtocol(port);
            }
        }
    }

    /** An address of this machine only is taken: a server that listens there publishes it. */
    private static void address(Checked address) {
        FieldPath path = address.path().child("ip");
        String ip = address.text("ip");
        Addresses.address(path, ip, Set.of(), address.errors());
        if (!address.text("hostname").isEmpty()) {
            address.problems("hostname", NameRule.LABEL.problems(address.text("hostname"), false));
        }
        if (address.has("nodeName")) {
            address.problems("nodeName", NameRule.SUBDOMAIN.problems(address.text("nodeName"), false));
        }
        if (!Cidr.isAddress(ip)) {
            address.invalid("ip", "must be a valid IP address");
        }
    }

    /** The name of a protocol is written as a label's: with a domain or without. */
    static void appProtocol(Checked port) {
        if (port.has("appProtocol")) {
            port.problems("appProtocol", LabelRules.keyProblems(port.text("appProtocol")));
        }
    }
}
