package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung wait --for=…}: until a condition holds, a value is there, or an object is gone. */
@Command(name = "wait")
public final class WaitCommand implements Callable<Integer> {
    private static final Duration A_WEEK = Duration.ofHours(168);

    @Mixin
    private ConnectionOptions where = new ConnectionOptions();

    @Mixin
    private Selection what = new Selection();

    @Option(names = "--for", required = true, paramLabel = "condition=NAME|jsonpath=PATH[=VALUE]|create|delete")
    private String condition = "";

    @Option(names = "--timeout", paramLabel = "DURATION", converter = GoDuration.class)
    private Duration timeout = Duration.ofSeconds(30);

    @Option(names = "--all")
    private boolean all;

    private final CommandContext context;

    public WaitCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        WaitCondition wanted = WaitCondition.parse(condition);
        try (Connection connection = Connection.open(context, where)) {
            Duration patience = timeout.isNegative() ? A_WEEK : timeout;
            Awaiting awaiting = new Awaiting(connection, context.clock(), patience);
            boolean any = false;
            for (Target target : what.targets(connection.catalog())) {
                for (ObjectKey key : keys(connection, target)) {
                    any = true;
                    await(connection, awaiting, target.resource(), key, wanted);
                }
            }
            if (!any && !(wanted instanceof WaitCondition.Deleted)) {
                throw new CommandException(ExitCode.NOT_FOUND, "no matching resources found");
            }
        }
        return ExitCode.OK.code();
    }

    private List<ObjectKey> keys(Connection connection, Target target) throws InterruptedException {
        ApiResource resource = target.resource();
        if (!target.names().isEmpty()) {
            return target.names().stream()
                    .map(name -> resource.key(connection.namespace(), name))
                    .toList();
        }
        if (!all && !what.selects()) {
            throw new CommandException(ExitCode.USAGE, "resource(s) were provided, but no name was specified");
        }
        List<ObjectKey> keys = new ArrayList<>();
        for (ObjectValue tree : new Found(context, connection, true)
                .get(target, what, Rest.JSON)
                .objects()) {
            ObjectValue metadata = tree.object("metadata");
            keys.add(resource.key(metadata.text("namespace", ""), metadata.text("name", "")));
        }
        return keys;
    }

    private void await(
            Connection connection, Awaiting awaiting, ApiResource resource, ObjectKey key, WaitCondition wanted)
            throws InterruptedException {
        if (!there(connection, resource, key, wanted)) {
            return; // gone before anybody waited for that
        }
        if (!awaiting.await(resource.type(), key, wanted::holds)) {
            throw new CommandException(
                    ExitCode.TIMEOUT,
                    "timed out waiting for the condition on " + resource.type().plural() + "/" + key.name());
        }
        context.out().println(resource.named(key.name()) + " condition met");
    }

    /** An object that is not there is an error, except where that is what is waited for, or its coming. */
    private static boolean there(Connection connection, ApiResource resource, ObjectKey key, WaitCondition wanted)
            throws InterruptedException {
        if (wanted instanceof WaitCondition.Created) {
            return true;
        }
        try {
            connection.rest().get(resource.type().path(key));
            return true;
        } catch (ApiException e) {
            if (wanted instanceof WaitCondition.Deleted && e.is(Reason.NOT_FOUND)) {
                return false;
            }
            throw e;
        }
    }
}
