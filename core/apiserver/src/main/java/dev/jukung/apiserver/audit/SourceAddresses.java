package dev.jukung.apiserver.audit;

import dev.jukung.http.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a request came from: what proxies say of it, then the peer itself (k8s.io/apimachinery SourceIPs). */
final class SourceAddresses {
    private SourceAddresses() {}

    static List<String> of(Request request) {
        List<String> addresses = new ArrayList<>();
        for (String forwarded : request.headers().elements("X-Forwarded-For")) {
            literal(forwarded).ifPresent(addresses::add);
        }
        if (addresses.isEmpty()) {
            request.header("X-Real-Ip").flatMap(SourceAddresses::literal).ifPresent(addresses::add);
        }
        String peer = request.peer().getAddress() == null
                ? request.peer().getHostString()
                : request.peer().getAddress().getHostAddress();
        if (addresses.isEmpty() || !addresses.getLast().equals(peer)) {
            addresses.add(peer);
        }
        return addresses;
    }

    /** Names are not looked up: what is no address is passed over. */
    private static Optional<String> literal(String text) {
        String address = text.strip();
        boolean numeric = address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")
                || (address.contains(":") && address.matches("[0-9a-fA-F:.]+"));
        return numeric ? Optional.of(address) : Optional.empty();
    }
}
