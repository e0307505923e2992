package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.app.Failures;
import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung delete}: by files, by type and name, or by selector. */
@Command(name = "delete")
public final class DeleteCommand implements Callable<Integer> {
    /** What becomes of what the object owns. */
    enum Cascade {
        BACKGROUND("Background"),
        FOREGROUND("Foreground"),
        ORPHAN("Orphan");

        private final String policy;

        Cascade(String policy) {
            this.policy = policy;
        }
    }

    /** kubectl's: long enough to count as forever. */
    private static final Duration A_WEEK = Duration.ofHours(168);

    @Mixin
    private ConnectionOptions where = new ConnectionOptions();

    @Mixin
    private ManifestOptions files = new ManifestOptions();

    @Mixin
    private Selection what = new Selection();

    @Option(names = "--all")
    private boolean all;

    @Option(names = "--wait", paramLabel = "true|false", arity = "0..1", fallbackValue = "true")
    private boolean wait = true;

    @Option(names = "--timeout", paramLabel = "DURATION", converter = GoDuration.class)
    private Duration timeout = Duration.ZERO;

    @Option(names = "--grace-period", paramLabel = "SECONDS")
    private long gracePeriod = -1;

    @Option(names = "--now")
    private boolean now;

    @Option(names = "--force")
    private boolean force;

    @Option(names = "--ignore-not-found", arity = "0..1", fallbackValue = "true")
    private Optional<Boolean> ignoreNotFound = Optional.empty();

    @Option(names = "--cascade", paramLabel = "background|foreground|orphan")
    private Cascade cascade = Cascade.BACKGROUND;

    @Option(names = "--dry-run", paramLabel = "none|server")
    private DryRun dryRun = DryRun.NONE;

    private final CommandContext context;
    private ExitCode exitCode = ExitCode.OK;

    public DeleteCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Connection connection = Connection.open(context, where)) {
            Deletion deletion = new Deletion(context, connection, settings());
            if (files.given()) {
                deleteFiles(connection, deletion);
            } else {
                deleteSelected(connection, deletion);
            }
            if (wait && dryRun == DryRun.NONE) {
                Duration patience = timeout.isPositive() ? timeout : A_WEEK;
                deletion.awaitGone(patience).ifPresent(left -> {
                    throw new CommandException(ExitCode.TIMEOUT, "timed out waiting for the condition on " + left);
                });
            }
        }
        return exitCode.code();
    }

    private Deletion.Settings settings() {
        long grace = now ? 1 : force && gracePeriod < 0 ? 0 : gracePeriod;
        if (grace == 0 && !force) {
            grace = 1; // kubectl's: without --force nothing is removed before its node says so
        }
        return new Deletion.Settings(cascade.policy, grace < 0 ? Optional.empty() : Optional.of(grace), force, dryRun);
    }

    private void deleteFiles(Connection connection, Deletion deletion) throws IOException, InterruptedException {
        for (Manifest manifest : files.read(context)) {
            ApiResource resource = connection
                    .catalog()
                    .ofKind(manifest.apiVersion(), manifest.kind())
                    .orElseThrow(() -> Applier.unknownKind(manifest));
            String namespace = manifest.namespace().isEmpty() ? connection.namespace() : manifest.namespace();
            attempt(deletion, resource, resource.key(namespace, manifest.name()), ignoreNotFound.orElse(false));
        }
    }

    private void deleteSelected(Connection connection, Deletion deletion) throws InterruptedException {
        for (Target target : what.targets(connection.catalog())) {
            ApiResource resource = target.resource();
            if (!target.names().isEmpty()) {
                for (String name : target.names()) {
                    ObjectKey key = resource.key(connection.namespace(), name);
                    attempt(deletion, resource, key, ignoreNotFound.orElse(false));
                }
            } else if (!all && !what.selects()) {
                throw new CommandException(ExitCode.USAGE, "resource(s) were provided, but no name was specified");
            } else {
                Found found = new Found(context, connection, true);
                Found.Answer answer = found.get(target, what, Rest.JSON);
                for (ObjectValue tree : answer.objects()) {
                    ObjectValue metadata = tree.object("metadata");
                    ObjectKey key = resource.key(metadata.text("namespace", ""), metadata.text("name", ""));
                    attempt(deletion, resource, key, true);
                }
                if (answer.objects().isEmpty()) {
                    context.err().println("No resources found");
                }
            }
        }
    }

    /** What is gone already, or cannot be deleted, does not keep the others. */
    private void attempt(Deletion deletion, ApiResource resource, ObjectKey key, boolean absentIsFine)
            throws InterruptedException {
        try {
            deletion.delete(resource, key);
        } catch (ApiException e) {
            if (!(absentIsFine && e.is(Reason.NOT_FOUND))) {
                ExitCode code = Failures.report(context, e);
                exitCode = exitCode == ExitCode.OK ? code : exitCode;
            }
        }
    }
}
