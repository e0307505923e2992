package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import dev.jukung.app.OutputForm;
import dev.jukung.cluster.NodeImages.NodeImage;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jukung image ls}: the images on the cluster's node. */
@Command(name = "ls", aliases = "list")
public final class ImageListCommand implements Callable<Integer> {
    private static final String ROW = "%-60s %-14s %9s";
    private static final long MEGABYTE = 1_000_000;
    /** As much of an id as tells it from the others. */
    private static final int ID_SHOWN = 12;

    @Mixin
    private NameOption name = new NameOption();

    @Option(names = "--output", paramLabel = "text|json", descriptionKey = "output")
    private OutputForm output = OutputForm.TEXT;

    private final CommandContext context;

    public ImageListCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<NodeImage> images =
                ImageLoadCommand.images(context, name.folder(context)).list();
        switch (output) {
            case JSON ->
                context.out()
                        .println(Json.write(ListValue.copyOf(images.stream()
                                .map(image ->
                                        ObjectValue.of("name", image.name(), "id", image.id(), "bytes", image.bytes()))
                                .toList())));
            case TEXT -> {
                context.out().println(String.format(Locale.ROOT, ROW, "NAME", "ID", "SIZE"));
                images.forEach(image -> context.out()
                        .println(String.format(
                                Locale.ROOT,
                                ROW,
                                image.name(),
                                shortId(image.id()),
                                image.bytes() / MEGABYTE + " MB")));
            }
        }
        return ExitCode.OK.code();
    }

    private static String shortId(String id) {
        String digits = id.startsWith("sha256:") ? id.substring("sha256:".length()) : id;
        return digits.substring(0, Math.min(ID_SHOWN, digits.length()));
    }
}
