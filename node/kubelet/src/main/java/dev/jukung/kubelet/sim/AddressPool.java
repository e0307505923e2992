package dev.jukung.kubelet.sim;

import dev.jukung.kubelet.container.RuntimeFailure;
import java.util.HashSet;
import java.util.Set;

/** Gives out the addresses of an IPv4 range, the first host (the gateway's) excepted. Not thread-safe. */
final class AddressPool {
    private final long base;
    private final long size;
    private final Set<Long> used = new HashSet<>();
    private long next = 2;

    /** @param cidr such as {@code 10.42.0.0/24} */
    AddressPool(String cidr) {
        String[] parts = cidr.split("/");
        long address = 0;
        for (String part : parts[0].split("\\.")) {
            address = address << 8 | Integer.parseInt(part);
        }
        this.base = address;
        this.size = 1L << (32 - Integer.parseInt(parts[1]));
    }

    private AddressPool(AddressPool other) {
        base = other.base;
        size = other.size;
        used.addAll(other.used);
        next = other.next;
    }

    /** Another pool in the same state. */
    AddressPool copy() {
        return new AddressPool(this);
    }

    /** @throws RuntimeFailure when all are in use */
    String take() {
        for (long tries = 0; tries < size; tries++) {
            long candidate = next;
            next = next + 1 >= size - 1 ? 2 : next + 1;
            if (used.add(candidate)) {
                return text(base + candidate);
            }
        }
        throw new RuntimeFailure(
                RuntimeFailure.Code.UNKNOWN,
                "rpc error: code = Unknown desc = failed to setup network for sandbox: no IP addresses available");
    }

    void giveBack(String address) {
        long number = 0;
        for (String part : address.split("\\.")) {
            number = number << 8 | Integer.parseInt(part);
        }
        used.remove(number - base);
    }

    private static String text(long address) {
        return (address >> 24 & 255) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }
}
