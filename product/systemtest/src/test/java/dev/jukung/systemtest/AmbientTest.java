package dev.jukung.systemtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time, chance and waiting come from {@code dev.jukung.base} and from nowhere else, so that a cluster can run on virtual time. */
final class AmbientTest {
    private static GivenClassesConjunction everythingElse() {
        return noClasses().that().resideOutsideOfPackage("dev.jukung.base..");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class})
    void nothingAsksForTheTime(Class<?> time) {
        everythingElse().should().callMethod(time, "now").check(Layers.CLASSES);
    }

    @Test
    void nothingReadsTheClockOfTheSystem() {
        everythingElse()
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(Layers.CLASSES);
    }

    @Test
    void nothingSleeps() {
        everythingElse()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .check(Layers.CLASSES);
    }

    @Test
    void nothingHasATimerOfItsOwn() {
        everythingElse()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Timer.class, ScheduledThreadPoolExecutor.class)
                .orShould()
                .callMethod(Executors.class, "newScheduledThreadPool", int.class)
                .check(Layers.CLASSES);
    }

    @Test
    void nothingIsLeftToChanceThatASeedCannotRepeat() {
        everythingElse()
                .should()
                .callConstructor(Random.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(ThreadLocalRandom.class, "current")
                .check(Layers.CLASSES);
    }

    @Test
    void onlyTheTestServerChoosesASeed() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.jukung.base..", "dev.jukung.testing..", "dev.jukung.testkit..")
                .should()
                .callConstructor(Random.class, long.class)
                .check(Layers.CLASSES);
    }
}
