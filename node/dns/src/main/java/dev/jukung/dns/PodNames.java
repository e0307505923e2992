package dev.jukung.dns;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The names of pods: their addresses with dashes, {@code 10-88-0-2} or {@code fd00--2}. */
final class PodNames {
    private PodNames() {}

    /** The address that the label at {@code at} (at its length byte) stands for. */
    static Optional<byte[]> address(byte[] name, int at) {
        String label = new String(name, at + 1, name[at], StandardCharsets.US_ASCII);
        boolean four = label.chars().filter(c -> c == '-').count() == 3 && !label.contains("--");
        String text = label.replace('-', four ? '.' : ':');
        if (!four && text.indexOf(':') < 0) {
            return Optional.empty(); // a plain word; Java would take a number for an address
        }
        try {
            byte[] address = InetAddress.ofLiteral(text).getAddress();
            return address.length == (four ? 4 : 16) ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // the contract: no address
        }
    }

    /** An endpoint without a hostname is called by its address. */
    static String label(String address) {
        return address.replace('.', '-').replace(':', '-');
    }
}
