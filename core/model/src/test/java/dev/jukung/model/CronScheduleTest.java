package dev.jukung.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {
    @ParameterizedTest(name = "{0} after {1}")
    @CsvSource(delimiter = '|', textBlock = """
            * * * * *           | 2026-01-01T00:00:30Z | 2026-01-01T00:01:00Z
            */15 * * * *        | 2026-01-01T00:45:00Z | 2026-01-01T01:00:00Z
            5/20 * * * *        | 2026-01-01T00:26:00Z | 2026-01-01T00:45:00Z
            0 9-17/4 * * *      | 2026-01-01T13:00:00Z | 2026-01-01T17:00:00Z
            30 6 1 JAN *        | 2026-01-01T06:30:00Z | 2027-01-01T06:30:00Z
            0 0 * * sun         | 2026-01-01T00:00:00Z | 2026-01-04T00:00:00Z
            0 0 13 * fri        | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z
            0 0 */2 * fri       | 2026-01-02T00:00:00Z | 2026-01-03T00:00:00Z
            0 0 29 2 *          | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z
            @daily              | 2026-01-01T00:00:00Z | 2026-01-02T00:00:00Z
            @every 1h30m        | 2026-01-01T00:00:00Z | 2026-01-01T01:30:00Z
            @every 1.9s         | 2026-01-01T00:00:00Z | 2026-01-01T00:00:01Z
            @every 10ms         | 2026-01-01T00:00:00Z | 2026-01-01T00:00:01Z
            TZ=Asia/Tokyo 0 6 * * * | 2026-01-01T00:00:00Z | 2026-01-01T21:00:00Z
            """)
    void comesNext(String text, Instant after, Instant next) {
        assertThat(CronSchedule.parse(text, ZoneOffset.UTC).next(after)).contains(next);
    }

    @Test
    void hoursThatAZoneSkipsAreSkippedAndThoseItRepeatsAreRepeated() {
        CronSchedule schedule = CronSchedule.parse("30 2 * * *", ZoneId.of("Europe/Berlin"));

        assertThat(schedule.next(Instant.parse("2026-03-28T12:00:00Z")))
                .contains(Instant.parse("2026-03-30T00:30:00Z"));
        assertThat(schedule.next(Instant.parse("2026-10-25T00:00:00Z")))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(schedule.next(Instant.parse("2026-10-25T00:30:00Z")))
                .contains(Instant.parse("2026-10-25T01:30:00Z"));
    }

    @Test
    void aDayThatDoesNotExistNeverComes() {
        assertThat(CronSchedule.parse("0 0 31 2 *", ZoneOffset.UTC).next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            * * * *      | expected exactly 5 fields, found 4: [* * * *]
            60 * * * *   | end of range (60) above maximum (59): 60
            * * 0 * *    | beginning of range (0) below minimum (1): 0
            9-5 * * * *  | beginning of range (9) beyond end of range (5): 9-5
            1-2-3 * * * * | too many hyphens: 1-2-3
            */2/3 * * * * | too many slashes: */2/3
            */0 * * * *  | step of range should be a positive number: */0
            * * * * 7    | end of range (7) above maximum (6): 7
            x * * * *    | failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax
            @often       | unrecognized descriptor: @often
            @every -1h   | failed to parse duration @every -1h: time: invalid duration "-1h"
            @every 9999999h | failed to parse duration @every 9999999h: time: invalid duration "9999999h"
            TZ=Nowhere/City * * * * * | provided bad location Nowhere/City: unknown time zone Nowhere/City
            """)
    void isRefused(String text, String reason) {
        assertThatThrownBy(() -> CronSchedule.parse(text, ZoneOffset.UTC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }
}
