package dev.jukung.controllers.cronjob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.controllers.cronjob.Runs.Due;
import dev.jukung.controllers.cronjob.Runs.Missed;
import dev.jukung.controllers.cronjob.Runs.SenselessException;
import dev.jukung.model.CronSchedule;
import dev.jukung.model.batch.v1.CronJob;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All CronJobs here were made at midnight of 2026-01-01. */
class RunsTest {
    private static final String DAY = "2026-01-01T";

    private static CronJob cron(@Nullable String last, @Nullable String deadline) {
        CronJob cron = CronJob.named("default", "report");
        cron = cron.withMetadata(cron.metadata().withCreationTimestamp(at("00:00:00")));
        if (last != null) {
            cron = cron.withStatus(cron.status().withLastScheduleTime(at(last)));
        }
        return deadline == null
                ? cron
                : cron.withSpec(cron.spec().withStartingDeadlineSeconds(Long.parseLong(deadline)));
    }

    private static Instant at(String time) {
        return Instant.parse(DAY + time + "Z");
    }

    private static CronSchedule schedule(String text) {
        return CronSchedule.parse(text, ZoneOffset.UTC);
    }

    /** Where the times are not regular, Kubernetes' estimate may miss all that have passed; then the next one is waited for. */
    @ParameterizedTest(name = "{0} at {3}, last {1}, deadline {2}")
    @CsvSource(delimiter = '|', textBlock = """
            0 * * * *    |          |     | 00:59:59 |          | NONE
            0 * * * *    |          |     | 01:00:00 | 01:00:00 | NONE
            0 * * * *    | 01:00:00 |     | 01:30:00 |          | NONE
            0 * * * *    | 01:00:00 |     | 02:00:01 | 02:00:00 | NONE
            0 * * * *    | 01:00:00 |     | 05:30:00 | 05:00:00 | FEW
            0 * * * *    | 01:00:00 | 600 | 05:30:00 |          | NONE
            0 * * * *    | 01:00:00 | 600 | 05:05:00 | 05:00:00 | NONE
            * * * * *    |          |     | 01:40:00 | 01:40:00 | FEW
            * * * * *    |          |     | 01:41:00 | 01:41:00 | MANY
            0 1,2 * * *  |          |     | 02:30:00 | 02:00:00 | FEW
            0 1,2 * * *  |          |     | 09:00:00 |          | FEW
            """)
    void theLastTimeThatWasMissedIsDue(
            String text,
            @Nullable String last,
            @Nullable String deadline,
            String now,
            @Nullable String latest,
            Missed missed)
            throws Exception {
        Due due = Runs.due(cron(last, deadline), at(now), schedule(text), true);

        assertThat(due.latest()).isEqualTo(Optional.ofNullable(latest).map(RunsTest::at));
        assertThat(due.missed()).isEqualTo(missed);
    }

    @Test
    void aTimeThatDoesNotComeTwiceIsSenseless() {
        CronJob cron = cron(null, null);
        assertThatThrownBy(() -> Runs.due(cron, at("01:00:00"), schedule("0 0 31 2 *"), true))
                .isInstanceOf(SenselessException.class)
                .hasMessage("time difference between two schedules is less than 1 second");
    }

    @ParameterizedTest(name = "at {1}, last {0}")
    @CsvSource(delimiter = '|', textBlock = """
                     | 00:10:00 | 3000
                     | 01:10:00 | 3000
            01:00:00 | 01:10:00 | 3000
            01:00:00 | 01:59:59 | 1
            01:00:00 | 07:45:00 | 900
            """)
    void theNextLookIsAMomentAfterTheNextTime(@Nullable String last, String now, long seconds) {
        assertThat(Runs.untilNext(cron(last, null), at(now), schedule("0 * * * *")))
                .contains(Duration.ofSeconds(seconds).plusMillis(100));
    }
}
