package dev.jukung.apiserver.encryption;

import dev.jukung.apiserver.encryption.KmsMessages.Fields;
import dev.jukung.apiserver.encryption.KmsMessages.Writer;
import java.io.IOException;
import java.security.GeneralSecurityException;

/**
 * A value as it is stored with a KMS: encrypted, and beside it the encrypted source of its key.
 *
 * @param seeded whether that source is a seed ({@link SeedCipher}), and not a key itself, as old versions of Kubernetes have written
 */
record KmsObject(byte[] data, KmsService.Sealed source, boolean seeded) {
    private static final int DATA = 1;
    private static final int KEY_ID = 2;
    private static final int SOURCE = 3;
    private static final int ANNOTATIONS = 4;
    private static final int SOURCE_TYPE = 5;
    private static final int LIMIT = 1024;
    private static final int ANNOTATIONS_MAX = 32 * 1024;

    byte[] message() {
        return new Writer()
                .bytes(DATA, data)
                .text(KEY_ID, source.keyId())
                .bytes(SOURCE, source.ciphertext())
                .map(ANNOTATIONS, source.annotations())
                .number(SOURCE_TYPE, seeded ? 1 : 0)
                .message();
    }

    static KmsObject read(byte[] message) throws GeneralSecurityException {
        try {
            Fields fields = KmsMessages.read(message, ANNOTATIONS);
            if (fields.number() > 1) {
                throw new GeneralSecurityException("unknown encryptedDEKSourceType: " + fields.number());
            }
            if (fields.bytes(DATA).length == 0) {
                throw new GeneralSecurityException("encrypted data is empty");
            }
            KmsService.Sealed source = new KmsService.Sealed(fields.bytes(SOURCE), fields.text(KEY_ID), fields.map());
            check(source);
            return new KmsObject(fields.bytes(DATA), source, fields.number() == 1);
        } catch (IOException e) {
            throw new GeneralSecurityException("what is stored is no encrypted object: " + e.getMessage(), e);
        }
    }

    /** In Kubernetes' words. */
    static void check(KmsService.Sealed source) throws GeneralSecurityException {
        int length = source.ciphertext().length;
        if (length == 0) {
            throw new GeneralSecurityException(
                    "failed to validate encrypted DEK source: encrypted DEK source is empty");
        }
        if (length > LIMIT) {
            throw new GeneralSecurityException("failed to validate encrypted DEK source: encrypted DEK source is "
                    + length + " bytes, which exceeds the max size of " + LIMIT);
        }
        try {
            checkKeyId(source.keyId());
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException("failed to validate key id: " + e.getMessage(), e);
        }
        int total = source.annotations().entrySet().stream()
                .mapToInt(each -> each.getKey().length() + each.getValue().length)
                .sum();
        if (total > ANNOTATIONS_MAX) {
            throw new GeneralSecurityException("failed to validate annotations: total size of annotations is " + total
                    + ", which exceeds the max size of " + ANNOTATIONS_MAX);
        }
    }

    static void checkKeyId(String keyId) throws GeneralSecurityException {
        if (keyId.isEmpty()) {
            throw new GeneralSecurityException("keyID is empty");
        }
        if (keyId.length() > LIMIT) {
            throw new GeneralSecurityException(
                    "keyID is " + keyId.length() + " bytes, which exceeds the max size of " + LIMIT);
        }
    }
}
