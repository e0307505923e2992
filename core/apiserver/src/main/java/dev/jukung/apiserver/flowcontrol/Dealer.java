package dev.jukung.apiserver.flowcontrol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Deals each flow a few of the queues (shuffle sharding): a flow that floods its queues shares all of them with hardly any
 * other flow. The same flow gets the same hand, on every server.
 */
final class Dealer {
    private Dealer() {}

    static long hash(String schema, String flow) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(schema.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] sum = digest.digest(flow.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(sum).order(ByteOrder.LITTLE_ENDIAN).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Different numbers below {@code deck}, {@code hand} of them. */
    static int[] hand(long hash, int deck, int hand) {
        int[] remainders = new int[hand];
        long rest = hash;
        for (int i = 0; i < hand; i++) {
            remainders[i] = (int) Long.remainderUnsigned(rest, deck - i);
            rest = Long.divideUnsigned(rest, deck - i);
        }
        int[] cards = new int[hand];
        for (int i = 0; i < hand; i++) {
            int card = remainders[i];
            for (int j = i; j > 0; j--) {
                if (card >= remainders[j - 1]) {
                    card++;
                }
            }
            cards[i] = card;
        }
        return cards;
    }
}
