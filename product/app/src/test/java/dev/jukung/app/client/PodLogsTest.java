package dev.jukung.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.app.CommandRun;
import dev.jukung.app.ExitCode;
import dev.jukung.base.SystemClock;
import dev.jukung.http.HttpServer;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which logs are asked for, and how: against a server that knows two pods and notes the questions. */
class PodLogsTest {
    private static final String POD = """
            {"kind":"Pod","apiVersion":"v1","metadata":{"name":"%s","namespace":"default"},
             "spec":{"initContainers":[{"name":"setup"}],"containers":[{"name":"web"},{"name":"proxy"}]},
             "status":{"phase":"%s"}}""";

    @TempDir
    private Path folder;

    private final List<String> questions = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        HttpServer.Options options = HttpServer.Options.of("fake", new SystemClock(), (where, bug) -> {
            throw new AssertionError(where, bug);
        });
        server = HttpServer.start(new InetSocketAddress("127.0.0.1", 0), this::answer, options);
        Files.writeString(
                folder.resolve("kubeconfig"), """
                {apiVersion: v1, kind: Config, current-context: a,
                 clusters: [{name: a, cluster: {server: "http://127.0.0.1:%d"}}],
                 contexts: [{name: a, context: {cluster: a}}]}
                """.formatted(server.address().getPort()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Response answer(Request request) {
        return switch (request.path()) {
            case "/api/v1/namespaces/default/pods/a" -> json(POD.formatted("a", "Pending"));
            case "/api/v1/namespaces/default/pods" ->
                json("{\"kind\":\"PodList\",\"items\":[" + POD.formatted("a", "Pending") + ","
                        + POD.formatted("b", "Running") + "]}");
            case "/api/v1/namespaces/default/pods/a/log", "/api/v1/namespaces/default/pods/b/log" -> {
                questions.add(request.path().replaceAll(".*/pods/", "") + " " + request.query());
                yield Response.text(200, "one\ntwo\n");
            }
            case "/apis/apps/v1/namespaces/default/deployments/web" ->
                json("{\"kind\":\"Deployment\",\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"web\"}}}}");
            case "/api" -> json("{\"kind\":\"APIGroupDiscoveryList\",\"items\":[]}");
            case "/apis" -> json("""
                    {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"apps"},"versions":[{"version":"v1",
                     "resources":[{"resource":"deployments","responseKind":{"kind":"Deployment"},"scope":"Namespaced",
                     "singularResource":"deployment","shortNames":["deploy"],"verbs":["get"]}]}]}]}""");
            default ->
                Response.of(
                        404,
                        "application/json",
                        "{\"kind\":\"Status\",\"reason\":\"NotFound\",\"message\":\"nothing\",\"code\":404}"
                                .getBytes(StandardCharsets.UTF_8));
        };
    }

    private static Response json(String text) {
        return Response.of(200, "application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    private CommandRun logs(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "logs";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandRun.of(CommandRun.environment(folder.resolve("kubeconfig"), folder), all);
    }

    @Test
    void theFirstContainerIsTheDefault() {
        assertThat(logs("a"))
                .isEqualTo(new CommandRun(
                        0, "one\ntwo\n", "Defaulted container \"web\" out of: web, proxy, setup (init)\n"));
        assertThat(questions).containsExactly("a/log {container=[web]}");
    }

    @Test
    void allOptionsReachTheServer() {
        assertThat(logs("a", "-c", "proxy", "--tail=5", "--since=90s", "-p", "--timestamps", "-f"))
                .isEqualTo(new CommandRun(0, "one\ntwo\n", ""));
        assertThat(questions)
                .containsExactly("a/log {follow=[true], previous=[true], timestamps=[true], sinceSeconds=[90],"
                        + " tailLines=[5], container=[proxy]}");
    }

    @Test
    void ofADeploymentsPodsOneThatRunsIsTaken() {
        assertThat(logs("deploy/web", "-c", "web"))
                .isEqualTo(new CommandRun(0, "one\ntwo\n", "Found 2 pods, using pod/b\n"));
    }

    @Test
    void aSelectorMeansTheEndOfTheLogsOfAllPods() {
        assertThat(logs("-l", "app=web", "--all-containers", "--prefix").out())
                .startsWith("[pod/b/setup] one\n[pod/b/setup] two\n[pod/b/web] one\n")
                .endsWith("[pod/a/proxy] two\n");
        assertThat(questions).hasSize(6).allMatch(question -> question.contains("tailLines=[10]"));
    }

    @Test
    void withoutAPodTheLogOfTheServerIsMeant() {
        assertThat(logs().err()).startsWith("error: there is no cluster \"default\"");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThat(logs("a", "-l", "app=web"))
                .isEqualTo(new CommandRun(
                        ExitCode.USAGE.code(), "", "error: only a selector (-l) or a POD name is allowed\n"));
        assertThat(logs("a", "-c", "nix"))
                .isEqualTo(
                        new CommandRun(ExitCode.NOT_FOUND.code(), "", "error: container nix is not valid for pod a\n"));
        assertThat(logs("absent"))
                .isEqualTo(new CommandRun(ExitCode.NOT_FOUND.code(), "", "Error from server (NotFound): nothing\n"));
    }
}
