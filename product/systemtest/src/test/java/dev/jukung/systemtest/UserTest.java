package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A user without any rights on the machine has a cluster too, of simulated Pods. */
@EnabledIf(value = "possible", disabledReason = "needs root, to become somebody else, and setpriv")
@Timeout(180)
class UserTest {
    private static final String NAME = "st-user";
    private static final String NOBODY = "65534";

    @TempDir
    private Path folder;

    private JukungProcess nobody = JukungProcess.in(Path.of(""));

    static boolean possible() {
        return System.getProperty("user.name").equals("root") && Files.isExecutable(Path.of("/usr/bin/setpriv"));
    }

    @BeforeEach
    void becomeNobody() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = Files.createDirectory(folder.resolve("home"));
        Files.setOwner(
                home, home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        nobody = new JukungProcess(
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), readable(), home);
    }

    @AfterEach
    void down() throws Exception {
        nobody.run("down", "--name", NAME).succeeded();
    }

    /** The class path for somebody who cannot look into the folders of who builds. */
    private String readable() throws Exception {
        List<String> entries = new ArrayList<>();
        int number = 0;
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (Files.isRegularFile(jar)) {
                Path copy = folder.resolve("lib" + number++ + ".jar");
                Files.copy(jar, copy);
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
                entries.add(copy.toString());
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    @Test
    void aUserWithoutRightsHasAClusterOfSimulatedPods() throws Exception {
        assumeTrue(JukungProcess.hasKubectl(), "kubectl is not installed on this machine");
        JukungProcess.Ran up = nobody.run("up", "--name", NAME, "--port", Integer.toString(JukungProcess.freePort()))
                .succeeded();
        assertThat(up.text()).contains("Pods are simulated: they become ready by rule, no container runs.");
        assertThat(nobody.other(
                                "kubectl",
                                "get",
                                "nodes",
                                "--no-headers",
                                "-o",
                                "custom-columns=:.status.conditions[?(@.type=='Ready')].status")
                        .succeeded()
                        .text())
                .isEqualTo("True");

        nobody.other("kubectl", "create", "deployment", "web", "--image=example/web:1", "--replicas=3")
                .succeeded();
        assertThat(nobody.other("kubectl", "rollout", "status", "deployment/web", "--timeout=60s")
                        .succeeded()
                        .text())
                .endsWith("deployment \"web\" successfully rolled out");
        ProcessHandle server = nobody.server(NAME);
        assertThat(server.info().user()).contains("nobody");

        assertThat(nobody.run("down", "--name", NAME).succeeded().text())
                .isEqualTo("Cluster \"" + NAME + "\" is gone.");
        assertThat(server.onExit()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(nobody.run("down", "--name", NAME).succeeded().text())
                .isEqualTo("There is no cluster \"" + NAME + "\"; nothing to do.");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedInOneLine() throws Exception {
        Files.createDirectory(nobody.data());
        Files.setPosixFilePermissions(nobody.data(), PosixFilePermissions.fromString("rwxr-xr-x"));

        JukungProcess.Ran up = nobody.run("up", "--name", NAME);

        assertThat(up.code()).isEqualTo(1);
        assertThat(up.text().lines().filter(line -> line.startsWith("error: ")))
                .singleElement()
                .asString()
                .startsWith("error: no permission to write " + nobody.data())
                .endsWith("run as its owner, or choose another place with JUKUNG_DATA");
        assertThat(up.text()).doesNotContain("\tat ");
    }
}
