package dev.jukung.apiserver.discovery;

import dev.jukung.model.ResourceType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** The hash by which clients see that the storage version of a resource changed (apiserver, discovery). */
final class StorageVersionHash {
    private StorageVersionHash() {}

    static String of(ResourceType<?> type) {
        try {
            String text = type.group() + "/" + type.version() + "/" + type.kind();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
