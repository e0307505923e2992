package dev.jukung.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jukung.kubelet.cri.ContainerdForTests;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster with real containers as its user has it: {@code jukung} and the installed kubectl, each a process of its own. The
 * tests are the chapters of one cluster's life, in order.
 */
@EnabledIf(value = "dev.jukung.kubelet.cri.ContainerdForTests#possible", disabledReason = "needs root and containerd")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(180)
class ContainerUserTest {
    private static final String NAME = "st-real";
    private static final String PATCH = "{\"spec\":{\"template\":{\"spec\":{\"terminationGracePeriodSeconds\":1}}}}";

    @TempDir
    static Path home;

    private JukungProcess jukung = JukungProcess.in(Path.of(""));
    private HostTraces before = new HostTraces(Set.of());

    @BeforeAll
    void up() throws Exception {
        assumeTrue(JukungProcess.hasKubectl(), "kubectl is not installed on this machine");
        jukung = JukungProcess.in(home);
        before = HostTraces.of(NAME);
        jukung.run("up", "--name", NAME, "--no-install", "--port", Integer.toString(JukungProcess.freePort()))
                .succeeded();
        Path archive = home.resolve("busybox.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            ContainerdForTests.busybox(ContainerdForTests.BUSYBOX).writeTo(out);
        }
        jukung.run("image", "load", "--name", NAME, archive.toString()).succeeded();
    }

    /** Also after a failure in the middle. */
    @AfterAll
    void down() throws Exception {
        jukung.run("down", "--name", NAME);
    }

    private String kubectl(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "kubectl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return jukung.other(command).succeeded().text();
    }

    private String containers() throws Exception {
        return kubectl("get", "pods", "-o", "jsonpath={.items[*].status.containerStatuses[*].containerID}");
    }

    private String sh(String script) throws Exception {
        return jukung.other("sh", "-ec", script).succeeded().text();
    }

    @Test
    @Order(1)
    void aDeploymentOfContainersIsCreatedPatchedAndRolledOut() throws Exception {
        assertThat(kubectl(
                        "create",
                        "deployment",
                        "web",
                        "--image=" + ContainerdForTests.BUSYBOX,
                        "--replicas=2",
                        "--",
                        "sh",
                        "-c",
                        "mkdir /www; hostname > /www/name; echo up; exec httpd -f -p 8080 -h /www"))
                .isEqualTo("deployment.apps/web created");
        assertThat(kubectl("patch", "deployment", "web", "-p", PATCH)).isEqualTo("deployment.apps/web patched");
        assertThat(kubectl("rollout", "status", "deployment/web", "--timeout=90s"))
                .endsWith("deployment \"web\" successfully rolled out");
    }

    @Test
    @Order(2)
    void commandsRunInContainersWithInputAndOnATerminal() throws Exception {
        assertThat(sh("printf 'one two' | kubectl exec -i deploy/web -- wc -w")).isEqualTo("2");
        assertThat(jukung.other("kubectl", "exec", "deploy/web", "--", "sh", "-c", "exit 7"))
                .isEqualTo(new JukungProcess.Ran(7, "command terminated with exit code 7"));
        assertThat(sh("script -qec 'kubectl exec -it deploy/web -- tty' /dev/null < /dev/null"))
                .contains("/dev/pts/");
    }

    @Test
    @Order(3)
    void filesAreCopiedInAndOut() throws Exception {
        String pod = kubectl("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[0].metadata.name}");
        Files.writeString(home.resolve("sent"), "some text");
        kubectl("cp", "sent", pod + ":/www/sent");
        kubectl("cp", pod + ":/www/sent", "received");
        assertThat(home.resolve("received")).hasContent("some text");
    }

    @Test
    @Order(4)
    void logsAndForwardedPortsReachTheContainer() throws Exception {
        assertThat(kubectl("logs", "deploy/web")).contains("up");
        assertThat(sh("timeout 5 kubectl logs -f deploy/web | head -n 1")).contains("up");
        int port = JukungProcess.freePort();
        String answer = sh("kubectl port-forward deploy/web " + port + ":8080 > forward 2>&1 & pid=$!\n"
                + "for i in $(seq 100); do grep -q Forwarding forward && break; sleep 0.1; done\n"
                + "wget -qO- http://127.0.0.1:" + port + "/name; kill $pid");
        assertThat(answer).matches("web-[a-z0-9]+-[a-z0-9]+");
    }

    @Test
    @Order(5)
    void anEditARestartAndAnUndoAreRolledOut() throws Exception {
        assertThat(sh("KUBE_EDITOR='sed -i s/replicas:.2/replicas:\\ 3/' kubectl edit deployment web"))
                .isEqualTo("deployment.apps/web edited");
        kubectl("wait", "deployment/web", "--for=jsonpath={.status.readyReplicas}=3", "--timeout=60s");
        assertThat(kubectl("rollout", "restart", "deployment/web")).isEqualTo("deployment.apps/web restarted");
        kubectl("rollout", "status", "deployment/web", "--timeout=90s");
        assertThat(kubectl("rollout", "undo", "deployment/web")).isEqualTo("deployment.apps/web rolled back");
        kubectl("rollout", "status", "deployment/web", "--timeout=90s");
        assertThat(kubectl("describe", "deployment", "web")).contains("3 desired | 3 updated | 3 total | 3 available");
    }

    @Test
    @Order(6)
    void aKilledServerAndAStopLeaveEverythingThere() throws Exception {
        // The rollouts before may still be ending their Pods.
        await().atMost(Duration.ofSeconds(60)).until(() -> containers().split(" ").length == 3);
        String containers = containers();
        jukung.killServer(NAME);
        jukung.run("start", "--name", NAME).succeeded();
        assertThat(containers()).isEqualTo(containers);

        jukung.run("stop", "--name", NAME).succeeded();
        assertThat(HostTraces.of(NAME).since(before)).noneMatch(line -> line.startsWith("process"));
        jukung.run("start", "--name", NAME).succeeded();
        kubectl("wait", "deployment/web", "--for=jsonpath={.status.readyReplicas}=3", "--timeout=90s");
        kubectl("delete", "deployment", "web");
    }

    @Test
    @Order(7)
    void downLeavesNothingBehindAndASecondOneIsQuiet() throws Exception {
        ProcessHandle server = jukung.server(NAME);
        assertThat(HostTraces.of(NAME).since(before)).isNotEmpty();

        jukung.run("down", "--name", NAME).succeeded();

        assertThat(HostTraces.of(NAME).since(before)).isEmpty();
        assertThat(server.onExit()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(jukung.data()).isEmptyDirectory();
        assertThat(jukung.run("down", "--name", NAME))
                .isEqualTo(new JukungProcess.Ran(0, "There is no cluster \"" + NAME + "\"; nothing to do."));
    }
}
