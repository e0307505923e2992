package dev.jukung.examples.idp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A program that may ask for tokens. Its secret is long and random, not a password of a person, so a plain digest protects it.
 *
 * @param secretSha256 in hexadecimal
 * @param scopes separated by blanks, as in OAuth
 * @param contact who is told of revocations; may be empty
 */
record Client(String id, String secretSha256, String scopes, String contact) {
    /** {@code id:secret:scope scope:contact}, several separated by commas or lines; the contact may be left out. */
    static List<Client> parseAll(String text) {
        return Arrays.stream(text.split("[,\\n]"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(Client::parse)
                .toList();
    }

    private static Client parse(String line) {
        String[] parts = line.split(":", -1);
        if (parts.length < 3 || parts.length > 4 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new IllegalArgumentException("a client is written id:secret:scopes or id:secret:scopes:contact");
        }
        return new Client(parts[0], digest(parts[1]), parts[2], parts.length == 4 ? parts[3] : "");
    }

    /** Takes the same time whatever the secret. */
    boolean hasSecret(String secret) {
        return MessageDigest.isEqual(
                digest(secret).getBytes(StandardCharsets.US_ASCII), secretSha256.getBytes(StandardCharsets.US_ASCII));
    }

    boolean mayHave(String wantedScopes) {
        return Arrays.asList(scopes.split(" ")).containsAll(Arrays.asList(wantedScopes.split(" ")));
    }

    static String digest(String secret) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
