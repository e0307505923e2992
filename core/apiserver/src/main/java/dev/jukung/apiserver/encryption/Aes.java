package dev.jukung.apiserver.encryption;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES in the two modes of Kubernetes. A value begins with its own random start value. */
final class Aes {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BLOCK = 16;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private Aes() {}

    /** Authenticated, and bound to the place of the value. */
    static Provider gcm(String name, byte[] key) {
        return new Gcm("k8s:enc:aesgcm:v1:" + name + ":", new SecretKeySpec(key, "AES"));
    }

    /** Not authenticated: a value can be put in another one's place, or changed, by who can write to the store. */
    static Provider cbc(String name, byte[] key) {
        return new Cbc("k8s:enc:aescbc:v1:" + name + ":", new SecretKeySpec(key, "AES"));
    }

    private record Gcm(String prefix, SecretKeySpec key) implements Provider {
        @Override
        public byte[] seal(byte[] context, byte[] value) throws GeneralSecurityException {
            byte[] nonce = random(NONCE);
            return joined(nonce, cipher(Cipher.ENCRYPT_MODE, nonce, 0, context).doFinal(value));
        }

        @Override
        public byte[] open(byte[] context, byte[] sealed) throws GeneralSecurityException {
            requireLonger(sealed, NONCE);
            return cipher(Cipher.DECRYPT_MODE, sealed, 0, context).doFinal(sealed, NONCE, sealed.length - NONCE);
        }

        private Cipher cipher(int mode, byte[] nonce, int at, byte[] context) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, at, NONCE));
            cipher.updateAAD(context);
            return cipher;
        }
    }

    private record Cbc(String prefix, SecretKeySpec key) implements Provider {
        @Override
        public byte[] seal(byte[] context, byte[] value) throws GeneralSecurityException {
            byte[] start = random(BLOCK);
            return joined(start, cipher(Cipher.ENCRYPT_MODE, start).doFinal(value));
        }

        @Override
        public byte[] open(byte[] context, byte[] sealed) throws GeneralSecurityException {
            requireLonger(sealed, BLOCK);
            return cipher(Cipher.DECRYPT_MODE, sealed).doFinal(sealed, BLOCK, sealed.length - BLOCK);
        }

        private Cipher cipher(int mode, byte[] start) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(mode, key, new IvParameterSpec(start, 0, BLOCK));
            return cipher;
        }
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static byte[] joined(byte[] first, byte[] second) {
        byte[] whole = new byte[first.length + second.length];
        System.arraycopy(first, 0, whole, 0, first.length);
        System.arraycopy(second, 0, whole, first.length, second.length);
        return whole;
    }

    static void requireLonger(byte[] sealed, int length) throws GeneralSecurityException {
        if (sealed.length < length) {
            throw new GeneralSecurityException("the stored data was shorter than the required size");
        }
    }
}
