package dev.jukung.value;

import java.util.Objects;

/** A patch that is wrong or does not fit its document. The message is what kube-apiserver would answer. */
public final class PatchException extends RuntimeException {
    /** What is wrong, and so which status an API server answers. */
    public enum Problem {
        /** The patch itself cannot be read: 400. */
        MALFORMED,
        /** More operations than a patch may have: 413. */
        TOO_LARGE,
        /** The patch can be read, but not be applied to this document: 422. */
        NOT_APPLICABLE,
        /** One of its tests says that the document is another one: 422. */
        TEST_FAILED
    }

    private final Problem problem;

    public PatchException(Problem problem, String message) {
        super(message);
        this.problem = Objects.requireNonNull(problem, "problem");
    }

    public Problem problem() {
        return problem;
    }
}
