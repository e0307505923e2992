package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.ClusterConfig.Backend;
import dev.jukung.cluster.NodeImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code jukung image load FILE…}: brings images from archives to the cluster's node. */
@Command(name = "load")
public final class ImageLoadCommand implements Callable<Integer> {
    @Mixin
    private NameOption name = new NameOption();

    @Parameters(arity = "1..*", paramLabel = "FILE", descriptionKey = "image.load.file")
    private List<Path> archives = List.of();

    private final CommandContext context;

    public ImageLoadCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        for (Path archive : archives) {
            if (!Files.isReadable(archive)) {
                throw new CommandException(ExitCode.NOT_FOUND, context.text("image.no-file", archive));
            }
        }
        NodeImages images = images(context, name.folder(context));
        for (Path archive : archives) {
            images.load(archive.toAbsolutePath())
                    .forEach(image -> context.out().println(context.text("image.loaded", image)));
        }
        return ExitCode.OK.code();
    }

    /** Of a cluster that runs and has images at all. */
    static NodeImages images(CommandContext context, ClusterFolder folder) throws InterruptedException {
        return Trouble.in(context, folder.path(), () -> {
            ClusterSettings settings = ClusterStart.existing(context, folder);
            if (settings.runtime() == Backend.SIMULATED) {
                throw new CommandException(ExitCode.HOST_UNSUPPORTED, context.text("image.simulated", folder.name()));
            }
            if (ServerRecord.running(folder).isEmpty()) {
                throw new CommandException(ExitCode.FAILED, context.text("cluster.not-running", folder.name()));
            }
            return NodeImages.of(settings.config(folder));
        });
    }
}
