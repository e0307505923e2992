package dev.jukung.apiserver.encryption;

import java.security.GeneralSecurityException;

/** One way of encrypting with one key. What it writes starts with its prefix. Thread-safe. */
interface Provider {
    /** Empty for plain values. */
    String prefix();

    /** What follows the prefix. @param context has to be the same for opening, where the way of encrypting can tell */
    byte[] seal(byte[] context, byte[] value) throws GeneralSecurityException;

    byte[] open(byte[] context, byte[] sealed) throws GeneralSecurityException;

    /** Whether what follows the prefix would look otherwise if it were written now, because the key behind it has changed. */
    default boolean outdated(byte[] sealed) {
        return false;
    }

    /** Values stay as they are. */
    record Identity() implements Provider {
        @Override
        public String prefix() {
            return "";
        }

        @Override
        public byte[] seal(byte[] context, byte[] value) {
            return value;
        }

        @Override
        public byte[] open(byte[] context, byte[] sealed) {
            return sealed;
        }
    }
}
