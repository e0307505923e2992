package dev.jukung.apiserver.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Values of metrics' labels that tell things apart without telling what they are, as Kubernetes hashes them. */
public final class LabelHash {
    private LabelHash() {}

    /** Empty for the empty text. */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty for nothing. */
    public static String of(byte[] bytes) {
        if (bytes.length == 0) {
            return "";
        }
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
