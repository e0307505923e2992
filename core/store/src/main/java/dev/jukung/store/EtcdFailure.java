package dev.jukung.store;

import io.grpc.Status;
import java.net.ConnectException;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A call to etcd has failed. */
final class EtcdFailure extends RuntimeException {
    /** With these etcd, or the way to it, does not say whether the call has had an effect. */
    private static final Set<Status.Code> IN_DOUBT = Set.of(
            Status.Code.UNAVAILABLE,
            Status.Code.DEADLINE_EXCEEDED,
            Status.Code.CANCELLED,
            Status.Code.UNKNOWN,
            Status.Code.ABORTED,
            Status.Code.INTERNAL);

    private static final String FULL = "mvcc: database space exceeded";

    private static final String TOO_LARGE = "etcdserver: request is too large";

    private final boolean doubtful;

    private EtcdFailure(String message, Throwable cause, boolean doubtful) {
        super(message, cause);
        this.doubtful = doubtful;
    }

    static EtcdFailure of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean doubtful = IN_DOUBT.contains(Status.fromThrowable(cause).getCode()) && !neverSent(cause);
        return new EtcdFailure(text(cause), cause, doubtful);
    }

    private static boolean neverSent(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    /** In etcd's words, and in ours what to do about a full one. */
    static String text(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String described =
                status.getDescription() == null ? String.valueOf(failure.getMessage()) : status.getDescription();
        if (status.getCause() instanceof ConnectException refused) {
            return described + ": " + refused.getMessage();
        }
        return described.contains(FULL)
                ? described + " (compact and defragment etcd, then disarm its alarm, or raise --quota-backend-bytes)"
                : described;
    }

    /** Whether the call may have had its effect, or may still have it. */
    boolean isDoubtful() {
        return doubtful;
    }

    StoreUnavailableException unavailable() {
        return String.valueOf(getMessage()).contains(TOO_LARGE)
                ? new ValueTooLargeException(String.valueOf(getMessage()), this)
                : new StoreUnavailableException("etcd: " + getMessage(), this);
    }
}
