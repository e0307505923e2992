package dev.jukung.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time that moves only when told, and work that waits for it. */
@Timeout(60)
class VirtualClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Says whether the hold that is given back was still open when the timer was set. */
    private static final class Watching implements Clock {
        private final VirtualClock clock = new VirtualClock(START);
        private final AtomicBoolean open = new AtomicBoolean(true);
        private final AtomicReference<Boolean> openAtTimer = new AtomicReference<>(false);

        @Override
        public Instant now() {
            return clock.now();
        }

        @Override
        public long nanos() {
            return clock.nanos();
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            openAtTimer.set(open.get());
            return clock.after(delay, task);
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
            clock.sleep(duration);
        }

        @Override
        public Hold hold() {
            Hold hold = clock.hold();
            return () -> {
                open.set(false);
                hold.close();
            };
        }
    }

    @Test
    void aPauseSetsItsTimerBeforeItLetsTimeMove() throws InterruptedException {
        Watching watching = new Watching();
        Clock.Hold first = watching.hold();
        List<Instant> over = Collections.synchronizedList(new ArrayList<>());
        Thread work = Thread.ofVirtual().start(() -> {
            try (Clock.Hold last = watching.pause(first, Duration.ofSeconds(1))) {
                over.add(last == first ? START : watching.now());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        watching.clock.advance(Duration.ofSeconds(1));
        work.join();

        assertThat(watching.openAtTimer.get()).isTrue();
        assertThat(over).containsExactly(START.plusSeconds(1));
    }

    @Test
    void anInterruptedPauseLeavesNothingOpen() throws InterruptedException {
        VirtualClock clock = new VirtualClock(START);
        Clock.Hold open = clock.hold();
        CountDownLatch waits = new CountDownLatch(1);
        Thread work = Thread.ofVirtual().start(() -> {
            waits.countDown();
            try (Clock.Hold _ = clock.pause(open, Duration.ofSeconds(1))) {
                throw new AssertionError("time did not move");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        waits.await();
        work.interrupt();
        work.join();

        clock.advance(Duration.ofMinutes(1)); // fails when it does not settle

        assertThat(clock.now()).isEqualTo(START.plusSeconds(60));
    }
}
