package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TEN-06: the strongest separation, two clusters of one user on one machine. */
@Timeout(180)
class SeveralClustersTest {
    private static final List<String> NAMES = List.of("st-team-a", "st-team-b");

    @TempDir
    private Path home;

    private JukungProcess jukung = JukungProcess.in(Path.of(""));

    @BeforeEach
    void up() throws Exception {
        assumeTrue(JukungProcess.hasKubectl(), "kubectl is not installed on this machine");
        jukung = JukungProcess.in(home);
        for (String name : NAMES) {
            jukung.run("up", "--name", name, "--runtime", "sim", "--port", Integer.toString(JukungProcess.freePort()))
                    .succeeded();
        }
    }

    @AfterEach
    void down() throws Exception {
        for (String name : NAMES) {
            jukung.run("down", "--name", name);
        }
    }

    private JukungProcess.Ran kubectl(String cluster, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 3];
        command[0] = "kubectl";
        command[1] = "--context";
        command[2] = "jukung-" + cluster;
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        return jukung.other(command);
    }

    private JukungProcess.Ran whoami(String cluster, String token) throws Exception {
        String server = kubectl(cluster, "config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}")
                .succeeded()
                .text();
        return jukung.other(
                "kubectl",
                "--kubeconfig=/dev/null",
                "--insecure-skip-tls-verify",
                "--server=" + server,
                "--token=" + token,
                "auth",
                "whoami");
    }

    @Test
    void twoClustersHaveNothingInCommon() throws Exception {
        String a = NAMES.get(0);
        String b = NAMES.get(1);
        kubectl(a, "create", "configmap", "mine").succeeded();
        assertThat(kubectl(b, "get", "configmap", "mine").text())
                .isEqualTo("Error from server (NotFound): configmaps \"mine\" not found");
        String token = kubectl(a, "create", "token", "default").succeeded().text();
        assertThat(whoami(a, token).succeeded().text()).contains("system:serviceaccount:default:default");
        assertThat(whoami(b, token).text()).as("a token of the other cluster").contains("Unauthorized");
        assertThat(jukung.run("list").succeeded().text()).contains(a, b);

        jukung.run("down", "--name", a).succeeded();
        kubectl(b, "create", "configmap", "mine").succeeded();
    }
}
