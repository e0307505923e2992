package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.ExitCode;
import dev.jukung.app.OutputForm;
import dev.jukung.value.Json;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jukung doctor}: whether a cluster can run on this machine, and what helps if not. */
@Command(name = "doctor")
public final class DoctorCommand implements Callable<Integer> {
    @Option(names = "--output", paramLabel = "text|json", descriptionKey = "output")
    private OutputForm output = OutputForm.TEXT;

    private final CommandContext context;

    public DoctorCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<HostCheck> checks = new HostChecks(context).run();
        boolean works = checks.stream().noneMatch(check -> check.level() == HostCheck.Level.PROBLEM);
        switch (output) {
            case JSON ->
                context.out()
                        .println(Json.write(ListValue.copyOf(
                                checks.stream().map(DoctorCommand::tree).toList())));
            case TEXT -> {
                checks.forEach(this::print);
                context.out().println(context.text(works ? "doctor.works" : "doctor.does-not-work"));
            }
        }
        return works ? ExitCode.OK.code() : ExitCode.HOST_UNSUPPORTED.code();
    }

    private void print(HostCheck check) {
        String level =
                switch (check.level()) {
                    case OK -> context.text("doctor.ok");
                    case NOTE -> context.text("doctor.note");
                    case PROBLEM -> context.text("doctor.problem");
                };
        context.out().println(level + "  " + check.what() + ": " + check.found());
        if (!check.remedy().isEmpty()) {
            context.out().println("        -> " + check.remedy());
        }
    }

    private static ObjectValue tree(HostCheck check) {
        return ObjectValue.of(
                "what", check.what(),
                "level", check.level().name().toLowerCase(Locale.ROOT),
                "found", check.found(),
                "remedy", check.remedy());
    }
}
