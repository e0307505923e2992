package dev.jukung.systemtest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who may use whom. A rule that fails here is either a class in the wrong room or a decision for docs/adr. */
final class LayersTest {
    private static final Pattern MODULE = Pattern.compile("<module>(?:core|node|product)/(\\w+)</module>");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<artifactId>jukung-(\\w+)</artifactId>(?!\\s*<version>)");

    @Test
    void everyModuleUsesOnlyModulesAboveItInTheList() {
        classes()
                .that()
                .resideInAPackage("dev.jukung..")
                .should(useOnlyLowerLayers())
                .check(Layers.CLASSES);
    }

    private static ArchCondition<JavaClass> useOnlyLowerLayers() {
        return new ArchCondition<>("use only modules above their own in the list of ARCHITECTURE.md") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                int own = Layers.indexOf(type);
                if (own < 0) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is in no module of the list"));
                }
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> Layers.indexOf(dependency.getTargetClass()) > own)
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription())));
            }
        };
    }

    @Test
    void everyModuleOfTheListWasRead() {
        List<String> withClasses = Layers.ORDER.stream()
                .filter(module -> Layers.CLASSES.stream()
                        .anyMatch(type -> type.getPackageName().startsWith("dev.jukung." + module)))
                .toList();

        assertThat(withClasses)
                .contains("base", "value", "schema", "model", "http", "runtime", "store", "apiserver", "controllers")
                .contains("scheduler", "kubelet", "network", "dns", "app");
    }

    @Test
    void mavenBuildsTheModulesInTheOrderOfTheList() {
        String pom = Checkout.read(Checkout.find().root().resolve("pom.xml"));

        assertThat(MODULE.matcher(pom).results().map(match -> match.group(1))).isEqualTo(Layers.ORDER);
    }

    @Test
    void thePomsDependOnModulesAboveTheirOwnOnly() {
        for (Path module : Checkout.find().modules()) {
            int own = Layers.ORDER.indexOf(module.getFileName().toString());
            String pom = Checkout.read(module.resolve("pom.xml"));
            assertThat(DEPENDENCY
                            .matcher(pom.substring(pom.indexOf("<description>")))
                            .results()
                            .map(MatchResult::group)
                            .toList())
                    .as(module.toString())
                    .allMatch(dependency -> own < 0 || place(dependency) < own);
        }
    }

    private static int place(String dependency) {
        return Layers.ORDER.indexOf(
                dependency.replace("<artifactId>jukung-", "").replace("</artifactId>", ""));
    }

    @Test
    void controllersSchedulerAndNodesKnowTheClientAndNotTheServer() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.jukung.controllers..",
                        "dev.jukung.scheduler..",
                        "dev.jukung.kubelet..",
                        "dev.jukung.network..",
                        "dev.jukung.dns..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.jukung.apiserver..", "dev.jukung.store..")
                .check(Layers.CLASSES);
    }

    @Test
    void onlyTheApiServerAndTheAssemblyKnowTheStore() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.jukung.store..",
                        "dev.jukung.apiserver..",
                        "dev.jukung.testing..",
                        "dev.jukung.cluster..",
                        "dev.jukung.testkit..",
                        "dev.jukung.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.jukung.store..")
                .check(Layers.CLASSES);
    }

    @Test
    void theStoreKnowsKeysAndBytesOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.jukung.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.jukung.value..", "dev.jukung.schema..", "dev.jukung.model..")
                .check(Layers.CLASSES);
    }

    @Test
    void thePartsOfANodeDoNotKnowEachOther() {
        for (String part : List.of("kubelet", "network", "dns")) {
            String[] others = List.of("kubelet", "network", "dns").stream()
                    .filter(other -> !other.equals(part))
                    .map(other -> "dev.jukung." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.jukung." + part + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .check(Layers.CLASSES);
        }
    }

    @Test
    void nothingThatShipsUsesTheTestServer() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.jukung.testing..", "dev.jukung.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.jukung.testing..")
                .check(Layers.CLASSES);
    }

    @Test
    void schemasAndValuesDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.jukung.value..", "dev.jukung.schema..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http..", "io.netty..")
                .check(Layers.CLASSES);
    }
}
