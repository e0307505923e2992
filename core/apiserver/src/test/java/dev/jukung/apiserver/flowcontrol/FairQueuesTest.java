package dev.jukung.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.flowcontrol.FairQueues.Arrival;
import dev.jukung.apiserver.flowcontrol.FairQueues.Ticket;
import dev.jukung.apiserver.flowcontrol.PriorityLevel.Waiting;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who goes next, without threads: time is a number here. */
class FairQueuesTest {
    private static final long MILLI = 1_000_000;
    private static final Waiting QUEUES = new Waiting.Queues(64, 6, 50);

    private long now;

    private Ticket ticket(String flow, int seats) {
        FlowRequest request = new FlowRequest("schema", flow, Attributes.path(User.of(flow), "get", "/"));
        return new Ticket(request, seats, now);
    }

    private Arrival arrive(FairQueues queues, Ticket ticket) {
        return queues.arrive(ticket, Dealer.hash("schema", ticket.request.flow()), now);
    }

    @Test
    void whoFindsAFreeSeatRunsAtOnceAndWhoDoesNotWaits() {
        FairQueues queues = new FairQueues(QUEUES, 2, now);
        Ticket first = ticket("a", 1);
        Ticket second = ticket("b", 1);
        Ticket third = ticket("c", 1);

        assertThat(arrive(queues, first)).isEqualTo(Arrival.EXECUTING);
        assertThat(arrive(queues, second)).isEqualTo(Arrival.EXECUTING);
        assertThat(arrive(queues, third)).isEqualTo(Arrival.QUEUED);
        assertThat(queues.finish(first, now)).containsExactly(third);
        assertThat(queues.finish(second, now)).isEmpty();
        assertThat(queues.finish(third, now)).isEmpty();
        assertThat(queues.seatsInUse()).isZero();
    }

    @Test
    void withoutQueuesTheNextOneIsRefusedAndWhoIsExemptNeverIs() {
        FairQueues refusing = new FairQueues(new Waiting.Refused(), 1, now);
        FairQueues exempt = new FairQueues(new Waiting.Exempt(), 0, now);

        assertThat(arrive(refusing, ticket("a", 1))).isEqualTo(Arrival.EXECUTING);
        assertThat(arrive(refusing, ticket("a", 1))).isEqualTo(Arrival.CONCURRENCY_LIMIT);
        assertThat(arrive(exempt, ticket("a", 9))).isEqualTo(Arrival.EXECUTING);
        assertThat(arrive(exempt, ticket("a", 9))).isEqualTo(Arrival.EXECUTING);
    }

    @Test
    void aFlowFillsItsOwnQueuesOnlyAndOthersStillGetIn() {
        FairQueues queues = new FairQueues(new Waiting.Queues(64, 2, 3), 1, now);
        List<Arrival> flood = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            flood.add(arrive(queues, ticket("flood", 1)));
        }

        assertThat(flood.subList(1, 7)).containsOnly(Arrival.QUEUED);
        assertThat(flood.subList(7, 9)).containsOnly(Arrival.QUEUE_FULL);
        assertThat(arrive(queues, ticket("quiet", 1))).isEqualTo(Arrival.QUEUED);
    }

    @Test
    void aWideRequestWaitsForItsSeatsAndIsNotStarvedByNarrowOnes() {
        FairQueues queues = new FairQueues(QUEUES, 4, now);
        Ticket running = ticket("a", 3);
        Ticket wide = ticket("b", 4);
        Ticket narrow = ticket("c", 1);
        arrive(queues, running);
        arrive(queues, wide);
        now += MILLI;
        queues.withdraw(narrow, now);

        assertThat(queues.waiting()).isEqualTo(1);
        assertThat(queues.finish(running, now)).containsExactly(wide);
    }

    @Test
    void whoIsWiderThanTheLevelRunsAlone() {
        FairQueues queues = new FairQueues(QUEUES, 2, now);
        Ticket wide = ticket("a", 5);
        Ticket next = ticket("b", 1);

        assertThat(arrive(queues, wide)).isEqualTo(Arrival.EXECUTING);
        assertThat(arrive(queues, next)).isEqualTo(Arrival.QUEUED);
        assertThat(queues.finish(wide, now)).containsExactly(next);
    }

    @Test
    void whoGivesUpLeavesItsPlaceOnce() {
        FairQueues queues = new FairQueues(QUEUES, 1, now);
        Ticket running = ticket("a", 1);
        Ticket waiting = ticket("b", 1);
        arrive(queues, running);
        arrive(queues, waiting);

        assertThat(queues.withdraw(waiting, now)).isTrue();
        assertThat(queues.withdraw(waiting, now)).isFalse();
        assertThat(queues.finish(running, now)).isEmpty();
        assertThat(queues.waiting()).isZero();
    }

    @Test
    void moreSeatsLetMoreRun() {
        FairQueues queues = new FairQueues(QUEUES, 1, now);
        Ticket waiting = ticket("b", 1);
        arrive(queues, ticket("a", 1));
        arrive(queues, waiting);

        assertThat(queues.limit(2, now)).containsExactly(waiting);
    }

    static Stream<Long> seeds() {
        return new Random(7).longs(40).boxed();
    }

    /** An elephant that always has fifty requests waiting, and mice with one at a time: each mouse gets as much as it. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyFlowGetsItsShareHoweverManyRequestsAnotherOneSends(long seed) {
        Random random = new Random(seed);
        int seats = 1 + random.nextInt(4);
        FairQueues queues = new FairQueues(new Waiting.Queues(128, 6, 200), seats, now);
        List<String> mice = List.of("mouse-1", "mouse-2", "mouse-3", "mouse-4", "mouse-5", "mouse-6", "mouse-7");
        Map<String, Integer> served = new HashMap<>();
        Deque<Ticket> running = new ArrayDeque<>();
        for (int i = 0; i < 60; i++) {
            enter(queues, ticket("elephant", 1), running);
        }
        for (String mouse : mice) {
            enter(queues, ticket(mouse, 1), running);
        }

        for (int step = 0; step < 3_000; step++) {
            now += MILLI * (1 + random.nextInt(5));
            Ticket done = running.remove();
            served.merge(done.request.flow(), 1, Integer::sum);
            running.addAll(queues.finish(done, now));
            enter(queues, ticket(done.request.flow(), 1), running);
            assertThat(queues.seatsInUse()).isLessThanOrEqualTo(seats);
            assertThat(running).hasSize(queues.executing());
        }

        // The elephant has up to six queues of its own; a mouse shares none of them with it all the time.
        double fewest = mice.stream()
                .mapToInt(mouse -> served.getOrDefault(mouse, 0))
                .min()
                .orElse(0);
        assertThat(fewest).isGreaterThan(3_000.0 / (mice.size() + 6) * 0.6);
    }

    private void enter(FairQueues queues, Ticket ticket, Deque<Ticket> running) {
        if (arrive(queues, ticket) == Arrival.EXECUTING) {
            running.add(ticket);
        }
    }

    @Test
    void aHandHasDifferentQueuesAndIsTheSameEachTime() {
        for (int i = 0; i < 1_000; i++) {
            int[] hand = Dealer.hand(Dealer.hash("schema", "flow-" + i), 64, 8);
            assertThat(Arrays.stream(hand).distinct().filter(card -> card >= 0 && card < 64))
                    .hasSize(8);
            assertThat(Dealer.hand(Dealer.hash("schema", "flow-" + i), 64, 8)).isEqualTo(hand);
        }
    }
}
