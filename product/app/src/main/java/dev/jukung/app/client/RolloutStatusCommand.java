package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jukung rollout status}: follows a rollout to its end. */
@Command(name = "status")
public final class RolloutStatusCommand implements Callable<Integer> {
    private static final Duration A_WEEK = Duration.ofHours(168);

    @Mixin
    private ConnectionOptions where = new ConnectionOptions();

    @Parameters(arity = "1..*", paramLabel = "TYPE/NAME", descriptionKey = "client.rollout")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-w", "--watch"},
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false")
    private boolean watch = true;

    @Option(names = "--timeout", paramLabel = "DURATION", converter = GoDuration.class)
    private Duration timeout = Duration.ZERO;

    private final CommandContext context;
    private String lastMessage = "";

    public RolloutStatusCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Connection connection = Connection.open(context, where)) {
            Duration patience = timeout.isPositive() ? timeout : A_WEEK;
            Awaiting awaiting = new Awaiting(connection, context.clock(), patience);
            for (Target target : Target.parse(words, connection.catalog())) {
                if (target.names().isEmpty()) {
                    throw new CommandException(ExitCode.USAGE, "resource(s) were provided, but no name was specified");
                }
                for (String name : target.names()) {
                    follow(connection, awaiting, target.resource(), name);
                }
            }
        }
        return ExitCode.OK.code();
    }

    private void follow(Connection connection, Awaiting awaiting, ApiResource resource, String name)
            throws InterruptedException {
        ObjectValue now = connection.rest().get(resource.type().path(resource.key(connection.namespace(), name)));
        if (!watch) {
            context.out().println(Rollout.of(resource, now).message());
            return;
        }
        if (!awaiting.await(
                resource.type(), resource.key(connection.namespace(), name), object -> told(resource, object))) {
            throw new CommandException(ExitCode.TIMEOUT, "timed out waiting for the condition");
        }
    }

    private boolean told(ApiResource resource, Optional<ObjectValue> object) {
        if (object.isEmpty()) {
            throw new CommandException(ExitCode.NOT_FOUND, "object has been deleted");
        }
        Rollout rollout = Rollout.of(resource, object.get());
        if (!rollout.message().equals(lastMessage)) { // a list after a broken watch says again what was said
            context.out().println(rollout.message());
            lastMessage = rollout.message();
        }
        return rollout.done();
    }
}
