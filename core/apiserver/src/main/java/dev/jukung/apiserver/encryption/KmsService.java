package dev.jukung.apiserver.encryption;

import java.security.GeneralSecurityException;
import java.util.SortedMap;

/** What a key management service does for us (the KMS v2 API of Kubernetes). Calls block. Thread-safe. */
interface KmsService extends AutoCloseable {
    /** @param health {@code ok}, or what is wrong. @param keyId of the key that encrypts now */
    record Status(String version, String health, String keyId) {}

    /** What has to be given back for decryption, all of it. */
    record Sealed(byte[] ciphertext, String keyId, SortedMap<String, byte[]> annotations) {}

    Status status() throws GeneralSecurityException;

    Sealed encrypt(byte[] plain) throws GeneralSecurityException;

    byte[] decrypt(Sealed sealed) throws GeneralSecurityException;

    @Override
    void close();
}
