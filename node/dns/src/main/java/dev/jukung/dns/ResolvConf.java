package dev.jukung.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** The nameservers of a resolv.conf(5). What cannot be read is left out, as the resolver of libc does. */
final class ResolvConf {
    private static final int DNS_PORT = 53;

    private ResolvConf() {}

    static List<InetSocketAddress> nameservers(String text) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String line : text.split("\n")) {
            String[] words = line.strip().split("\\s+");
            if (words.length >= 2 && words[0].equals("nameserver")) {
                try {
                    servers.add(new InetSocketAddress(InetAddress.ofLiteral(words[1]), DNS_PORT));
                } catch (IllegalArgumentException _) {
                    continue; // the contract above
                }
            }
        }
        return List.copyOf(servers);
    }
}
