package dev.jukung.app.role;

import dev.jukung.app.CommandContext;
import java.util.ArrayList;
import java.util.List;
import java.util.MissingResourceException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A component as a command: its flags are Kubernetes' own and are read by {@link FlagSet}, not by picocli. */
public abstract class RoleCommand implements Callable<Integer> {
    private static final String SECTION = "flags";
    private static final int NAME_WIDTH = 54;
    private static final String FLAG_TEXT = "flag.";

    private final CommandContext context;
    private final FlagSet flags;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> arguments = new ArrayList<>();

    RoleCommand(CommandContext context, FlagSet flags) {
        this.context = context;
        this.flags = flags;
    }

    CommandContext context() {
        return context;
    }

    FlagSet flags() {
        return flags;
    }

    List<String> arguments() {
        return arguments;
    }

    /** @param command an instance of this class, with all that it does not know as arguments */
    static CommandLine commandLine(RoleCommand command) {
        CommandLine line = new CommandLine(command)
                .setUnmatchedOptionsArePositionalParams(true)
                .setExpandAtFiles(false);
        line.getHelpSectionMap().put(SECTION, _ -> command.help());
        List<String> keys = new ArrayList<>(line.getHelpSectionKeys());
        keys.add(SECTION);
        line.setHelpSectionKeys(keys);
        return line;
    }

    /** The flags that are obeyed, with what they mean; of the others the names. */
    private String help() {
        StringBuilder text = new StringBuilder();
        for (Flag flag : flags.all()) {
            if (flag.support() == Flag.Support.YES) {
                String name = "      --" + flag.name() + " " + typeName(flag);
                text.append(name).append(" ".repeat(Math.max(1, NAME_WIDTH - name.length())));
                text.append(meaning(flag));
                if (!flag.fallback().isEmpty()) {
                    text.append(" (")
                            .append(context.text("role.default", flag.fallback()))
                            .append(')');
                }
                text.append('\n');
            }
        }
        text.append(others("role.fixed", Flag.Support.FIXED));
        return text.append(others("role.idle", Flag.Support.IDLE)).toString();
    }

    private String others(String key, Flag.Support support) {
        List<String> names = flags.all().stream()
                .filter(flag -> flag.support() == support)
                .map(flag -> "--" + flag.name())
                .toList();
        return "\n" + context.text(key) + "\n  " + String.join(", ", names) + "\n";
    }

    private String meaning(Flag flag) {
        try {
            return context.text(FLAG_TEXT + flags.component() + "." + flag.name());
        } catch (MissingResourceException _) {
            return sharedMeaning(flag); // it means the same everywhere
        }
    }

    private String sharedMeaning(Flag flag) {
        try {
            return context.text(FLAG_TEXT + flag.name());
        } catch (MissingResourceException e) {
            throw new IllegalStateException("no text says what --" + flag.name() + " means", e);
        }
    }

    private static String typeName(Flag flag) {
        return switch (flag.type()) {
            case BOOL -> "";
            case STRINGS -> "strings";
            case ARRAY -> "stringArray";
            case STRING -> "string";
            case INT -> "int";
            case FLOAT -> "float";
            case DURATION -> "duration";
            case IP -> "ip";
            case ANY -> throw new IllegalStateException("a flag has a type: " + flag);
        };
    }

    /** {@code jukung apiserver}. */
    @Command(name = "apiserver")
    public static final class ApiServerCommand extends RoleCommand {
        private ApiServerCommand(CommandContext context) {
            super(context, ApiServerFlags.FLAGS);
        }

        public static CommandLine commandLine(CommandContext context) {
            return commandLine(new ApiServerCommand(context));
        }

        @Override
        public Integer call() throws InterruptedException {
            return Roles.apiServer(this);
        }
    }

    /** {@code jukung controller-manager}. */
    @Command(name = "controller-manager")
    public static final class ControllerManagerCommand extends RoleCommand {
        private ControllerManagerCommand(CommandContext context) {
            super(context, ControllerManagerFlags.FLAGS);
        }

        public static CommandLine commandLine(CommandContext context) {
            return commandLine(new ControllerManagerCommand(context));
        }

        @Override
        public Integer call() throws InterruptedException {
            return Roles.controllerManager(this);
        }
    }

    /** {@code jukung scheduler}. */
    @Command(name = "scheduler")
    public static final class SchedulerCommand extends RoleCommand {
        private SchedulerCommand(CommandContext context) {
            super(context, SchedulerFlags.FLAGS);
        }

        public static CommandLine commandLine(CommandContext context) {
            return commandLine(new SchedulerCommand(context));
        }

        @Override
        public Integer call() throws InterruptedException {
            return Roles.scheduler(this);
        }
    }

    /** {@code jukung kubelet}. */
    @Command(name = "kubelet")
    public static final class KubeletCommand extends RoleCommand {
        private KubeletCommand(CommandContext context) {
            super(context, KubeletFlags.FLAGS);
        }

        public static CommandLine commandLine(CommandContext context) {
            return commandLine(new KubeletCommand(context));
        }

        @Override
        public Integer call() throws InterruptedException {
            return Roles.kubelet(this);
        }
    }

    /** {@code jukung proxy}. */
    @Command(name = "proxy")
    public static final class ProxyCommand extends RoleCommand {
        private ProxyCommand(CommandContext context) {
            super(context, ProxyFlags.FLAGS);
        }

        public static CommandLine commandLine(CommandContext context) {
            return commandLine(new ProxyCommand(context));
        }

        @Override
        public Integer call() throws InterruptedException {
            return Roles.proxy(this);
        }
    }
}
