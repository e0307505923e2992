package dev.jukung.apiserver.encryption;

import java.security.GeneralSecurityException;

/** A key management service that does not answer, or refuses. */
final class KmsCallException extends GeneralSecurityException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /** @param code of gRPC, as Go writes it: {@code DeadlineExceeded} */
    KmsCallException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    String code() {
        return code;
    }
}
