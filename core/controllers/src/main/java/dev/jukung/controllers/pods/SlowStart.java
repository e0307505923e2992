package dev.jukung.controllers.pods;

import dev.jukung.base.Cause;
import dev.jukung.runtime.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Does the same many times, in batches of 1, 2, 4 … at a time, and stops after the first batch with a failure: when the
 * quota is used up, one request learns it and not five hundred.
 */
public final class SlowStart {
    private SlowStart() {}

    /** One request. */
    @FunctionalInterface
    public interface Task {
        /** @param index from 0, in order of start */
        void run(int index) throws InterruptedException;
    }

    /** @param failure the first one, if any */
    public record Result(int succeeded, Optional<ApiException> failure) {}

    /** Anything but an {@link ApiException} is thrown on. */
    public static Result run(int count, Task task) throws InterruptedException {
        int done = 0;
        for (int batch = 1; done < count; batch *= 2) {
            int size = Math.min(batch, count - done);
            Result result = together(done, size, task);
            done += size;
            if (result.failure().isPresent()) {
                return new Result(done - size + result.succeeded(), result.failure());
            }
        }
        return new Result(count, Optional.empty());
    }

    /** Runs {@code size} tasks at the same time and waits for all of them. */
    public static Result together(int start, int size, Task task) throws InterruptedException {
        Cause cause = Cause.current();
        List<FutureTask<Void>> running = new ArrayList<>();
        for (int i = start; i < start + size; i++) {
            int index = i;
            FutureTask<Void> one = new FutureTask<>(
                    () -> ScopedValue.where(Cause.CURRENT, cause).<Void, InterruptedException>call(() -> {
                        task.run(index);
                        return null;
                    }));
            running.add(one);
            if (size == 1) {
                one.run();
            } else {
                Thread.ofVirtual()
                        .name(Thread.currentThread().getName() + "-" + index)
                        .start(one);
            }
        }
        return outcome(running);
    }

    private static Result outcome(List<FutureTask<Void>> running) throws InterruptedException {
        int succeeded = 0;
        Optional<ApiException> failure = Optional.empty();
        for (FutureTask<Void> one : running) {
            try {
                one.get();
                succeeded++;
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case ApiException refused -> failure = failure.or(() -> Optional.of(refused));
                    case InterruptedException interrupted -> throw interrupted;
                    case null, default -> throw new IllegalStateException("a batch failed", e);
                }
            }
        }
        return new Result(succeeded, failure);
    }
}
