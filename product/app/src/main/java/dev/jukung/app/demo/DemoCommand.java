package dev.jukung.app.demo;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.app.client.Applier;
import dev.jukung.app.client.Awaiting;
import dev.jukung.app.client.Connection;
import dev.jukung.app.client.Rollout;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Node;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.runtime.ApiClient.ListQuery;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code jukung demo}: from nothing to an application in three Pods that answers, each phase with its time. It finds what is
 * there already: a second run changes nothing.
 */
@Command(name = "demo")
public final class DemoCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CALLS = 3;
    private static final int CLIENT_RUNS_MAX = 3;
    private static final int TOKEN_SHOWN = 120;

    private final CommandContext context;
    private final DemoSteps steps;

    public DemoCommand(CommandContext context, DemoSteps steps) {
        this.context = context;
        this.steps = steps;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path application = application();
        Phases phases = new Phases(context);
        DemoSteps.Running cluster = phases.run("demo.cluster", () -> steps.up().up());
        try (Connection connection = Connection.open(context, cluster.kubeconfig(), cluster.contextName())) {
            Node node = node(connection);
            boolean simulated = simulated(node);
            DemoObjects objects = DemoObjects.read(application, context.err()::println);
            if (simulated) {
                context.say("demo.simulated");
            } else {
                objects = objects.withImageId(image(phases, application));
            }
            List<ObjectValue> all = objects.all();
            phases.run("demo.applied", () -> Applier.apply(context, connection, all), this::changed);
            Pod pod = phases.run("demo.ready", ready(connection, objects));
            if (!simulated) {
                insideCall(phases, connection, objects);
                outsideCalls(phases, address(node), objects);
            }
            context.say("demo.why", pod.name());
            steps.why().explain(cluster, pod.namespace(), pod.name());
            context.say(simulated ? "demo.done-simulated" : "demo.done", phases.total(), objects.namespace());
        }
        return ExitCode.OK.code();
    }

    private Path application() {
        Path folder = context.sources().orElse(Path.of("")).resolve("examples/idp-server");
        if (!Files.isDirectory(folder)) {
            throw new CommandException(ExitCode.NOT_FOUND, context.text("demo.no-example", folder.toAbsolutePath()));
        }
        return folder.toAbsolutePath().normalize();
    }

    private static Node node(Connection connection) throws InterruptedException {
        return connection.api().list(Resources.NODES, ListQuery.ALL).items().stream()
                .findFirst()
                .orElseThrow(() -> new CommandException(ExitCode.FAILED, "the cluster has no nodes"));
    }

    private static boolean simulated(Node node) {
        return node.tree()
                .object("status")
                .object("nodeInfo")
                .text("containerRuntimeVersion", "")
                .startsWith("simulated:");
    }

    private static String address(Node node) {
        return node.tree().object("status").list("addresses").objects().stream()
                .filter(address -> address.text("type", "").equals("InternalIP"))
                .map(address -> address.text("address", ""))
                .findFirst()
                .orElseThrow(() -> new CommandException(ExitCode.FAILED, node.name() + " has no address"));
    }

    private String changed(boolean changed) {
        return context.text(changed ? "demo.changed" : "demo.unchanged");
    }

    private String image(Phases phases, Path application) throws IOException, InterruptedException {
        DemoImage made = phases.run(
                "demo.image",
                () -> DemoImage.of(context, application),
                image -> context.text(image.fresh() ? "demo.built" : "demo.unchanged"));
        phases.run(
                "demo.loaded",
                () -> steps.load().load(made.archive(), made.name(), made.id()),
                loaded -> context.text(loaded ? "demo.new" : "demo.unchanged"));
        return made.id();
    }

    private void insideCall(Phases phases, Connection connection, DemoObjects objects)
            throws IOException, InterruptedException {
        String url = "http://" + objects.service() + "/";
        ClientPod client = new ClientPod(connection, context.clock(), objects, Collections.nCopies(CALLS, url));
        ClientPod.Result result = phases.run("demo.inside", () -> {
            ClientPod.Result last = client.run();
            for (int run = 1; run < CLIENT_RUNS_MAX && !last.succeeded(); run++) {
                last = client.run(); // rules and names follow the Pods within moments
            }
            return last;
        });
        if (!result.succeeded()) {
            throw new CommandException(
                    ExitCode.FAILED, context.text("demo.inside-failed", url, result.phase()) + "\n" + result.log());
        }
        context.out().println(context.text("demo.from-pod", url));
        result.log().lines().forEach(line -> context.out().println("  " + line));
    }

    private void outsideCalls(Phases phases, String address, DemoObjects objects)
            throws IOException, InterruptedException {
        String base = "http://" + address + ":" + objects.nodePort();
        List<String> client = objects.client();
        try (OutsideClient outside = new OutsideClient(context)) {
            List<String> answers = phases.run("demo.outside", () -> {
                String form =
                        "grant_type=client_credentials&client_id=" + client.get(0) + "&client_secret=" + client.get(1);
                return List.of(outside.get(base + "/"), outside.get(base + "/"), outside.post(base + "/token", form));
            });
            context.out().println(context.text("demo.from-host", base + "/"));
            answers.forEach(line -> context.out().println("  " + shortened(line)));
        }
    }

    /** Tokens are long. */
    private static String shortened(String line) {
        return line.length() <= TOKEN_SHOWN ? line : line.substring(0, TOKEN_SHOWN) + "…";
    }

    /** Until all Pods of the Deployment are Ready; one of them. */
    private Phases.Work<Pod> ready(Connection connection, DemoObjects objects) {
        ObjectKey key = ObjectKey.of(objects.namespace(), objects.deployment());
        return () -> {
            Awaiting awaiting = new Awaiting(connection, context.clock(), PATIENCE);
            if (!awaiting.await(
                    Resources.DEPLOYMENTS,
                    key,
                    now -> now.isPresent() && Rollout.ofDeployment(now.get()).done())) {
                throw new CommandException(
                        ExitCode.TIMEOUT,
                        context.text("demo.not-ready", key.name(), PATIENCE.toMinutes(), key.namespace()));
            }
            return connection
                    .api()
                    .list(Resources.PODS, ListQuery.in(key.namespace()).labels("app=" + key.name()))
                    .items()
                    .stream()
                    .filter(pod -> !pod.deleting())
                    .findFirst()
                    .orElseThrow(() -> new CommandException(ExitCode.FAILED, "the Pods are gone again"));
        };
    }
}
