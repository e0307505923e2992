package dev.jukung.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jukung.apiserver.flowcontrol.SeatAllocation.Limits;
import dev.jukung.apiserver.flowcontrol.SeatAllocation.Wish;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How seats are divided: by configuration as kube-apiserver does it with its own levels, then by demand. */
class SeatAllocationTest {
    private static final SeatDemand.Period QUIET = new SeatDemand.Period(0, 0, 0, 0);

    private static SeatDemand.Period busy(int seats) {
        return new SeatDemand.Period(seats, seats, 0, seats);
    }

    private static Map<String, Limits> standard() {
        List<PriorityLevel> levels =
                FlowDefaults.levels().stream().map(PriorityLevel::of).toList();
        return SeatAllocation.nominal(600, levels);
    }

    @Test
    void theSuggestedLevelsOfAServerWithSixHundredSeatsHaveTheLimitsOfTheReference() {
        assertThat(new TreeMap<>(standard()))
                .isEqualTo(new TreeMap<>(Map.of(
                        "catch-all", new Limits(13, 13, 613),
                        "exempt", new Limits(0, 0, 600),
                        "global-default", new Limits(49, 24, 649),
                        "leader-election", new Limits(25, 25, 625),
                        "node-high", new Limits(98, 73, 698),
                        "system", new Limits(74, 50, 674),
                        "workload-high", new Limits(98, 49, 698),
                        "workload-low", new Limits(245, 24, 845))));
    }

    private static Map<String, Wish> wishes(Map<String, SeatDemand.Period> demand) {
        Map<String, Wish> wishes = new TreeMap<>();
        standard()
                .forEach((name, limits) ->
                        wishes.put(name, new Wish(name.equals("exempt"), limits, demand.getOrDefault(name, QUIET))));
        return wishes;
    }

    @Test
    void whoIsBusyBorrowsWhatOthersLend() {
        Map<String, Integer> seats = SeatAllocation.divide(600, wishes(Map.of("global-default", busy(500))))
                .seats();

        assertThat(seats.get("global-default")).isGreaterThan(300);
        assertThat(seats.get("leader-election")).isEqualTo(25);
        assertThat(seats.get("workload-low")).isEqualTo(24);
        assertThat(seats.values().stream().mapToInt(each -> each).sum()).isCloseTo(600, within(4));
    }

    @Test
    void whatIsUsedIsNotLent() {
        Map<String, Integer> seats = SeatAllocation.divide(
                        600, wishes(Map.of("global-default", busy(500), "workload-low", busy(200))))
                .seats();

        assertThat(seats.get("workload-low")).isGreaterThanOrEqualTo(200);
    }

    @Test
    void whoIsExemptTakesFromTheRestButNeverWhatMayNotBeLent() {
        Map<String, Integer> seats = SeatAllocation.divide(600, wishes(Map.of("exempt", busy(590), "system", busy(70))))
                .seats();

        assertThat(seats.get("exempt")).isEqualTo(590);
        assertThat(seats.get("system")).isEqualTo(50);
        assertThat(seats.get("leader-election")).isEqualTo(25);
    }

    @Test
    void demandCountsAtOnceWhenItRisesAndIsForgottenSlowly() {
        long second = 1_000_000_000L;
        SeatDemand demand = new SeatDemand(0);
        demand.set(10, 0);
        assertThat(demand.period(10 * second)).isEqualTo(new SeatDemand.Period(10, 10, 0, 10));

        demand.set(0, 10 * second);
        SeatDemand.Period after = demand.period(20 * second);
        assertThat(after.average()).isZero();
        assertThat(after.smoothed()).isCloseTo(9.77, within(0.001));
    }

    @Test
    void theMoreAreRefusedTheLaterTheyMayComeBack() {
        DroppedRequests dropped = new DroppedRequests();
        long second = 1_000;
        assertThat(dropped.retryAfter()).isEqualTo(1);
        for (int i = 0; i < 20; i++) {
            for (int each = 0; each < 50; each++) {
                dropped.drop(second);
            }
            second++;
        }
        long busy = dropped.retryAfter();
        assertThat(busy).isBetween(8L, 32L);

        for (int i = 0; i < 40; i++) {
            second += 40;
            dropped.drop(second);
        }
        assertThat(dropped.retryAfter()).isEqualTo(1);
    }
}
