package dev.jukung.app.role;

import java.util.List;

/** Flags that cannot be obeyed; the message is what kube-apiserver says of them, or why Jukung differs. */
final class FlagException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FlagException(String message) {
        super(message);
    }

    /** One message of several, as Kubernetes puts them together. */
    static FlagException of(List<String> problems) {
        return new FlagException(problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]");
    }
}
