package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung apply}: server-side apply of files. */
@Command(name = "apply")
public final class ApplyCommand implements Callable<Integer> {
    @Mixin
    private ConnectionOptions where = new ConnectionOptions();

    @Mixin
    private ManifestOptions what = new ManifestOptions();

    @Option(names = "--dry-run", paramLabel = "none|server")
    private DryRun dryRun = DryRun.NONE;

    @Option(names = "--force-conflicts")
    private boolean forceConflicts;

    @Option(names = "--field-manager", paramLabel = "NAME")
    private String fieldManager = Applier.FIELD_MANAGER;

    private final CommandContext context;

    public ApplyCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Manifest> manifests = what.read(context);
        try (Connection connection = Connection.open(context, where)) {
            Applier.Settings settings = new Applier.Settings(
                    fieldManager, forceConflicts, dryRun, where.namespace().isPresent());
            return new Applier(context, connection, settings)
                    .applyAll(manifests)
                    .code();
        }
    }
}
