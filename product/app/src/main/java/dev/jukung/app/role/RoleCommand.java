package dev.jukung.app.role;

import dev.jukung.app.CommandContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A component as a command: its flags are Kubernetes' own and are read by {@link FlagSet}, not by picocli. */
@Command
public final class RoleCommand implements Callable<Integer> {
    /** What the component does. */
    @FunctionalInterface
    private interface Role {
        /** @return the exit code */
        int run(RoleCommand command) throws InterruptedException;
    }

    private static final String SECTION = "flags";
    private static final int NAME_WIDTH = 54;
    private static final String FLAG_TEXT = "flag.";

    private final CommandContext context;
    private final FlagSet flags;
    private final Role role;

    @Parameters(arity = "0..*", hidden = true)
    private List<String> arguments = new ArrayList<>();

    private RoleCommand(CommandContext context, FlagSet flags, Role role) {
        this.context = context;
        this.flags = flags;
        this.role = role;
    }

    /** The commands by name. */
    public static Map<String, CommandLine> all(CommandContext context) {
        Map<String, CommandLine> commands = new LinkedHashMap<>();
        commands.put("apiserver", commandLine(context, ApiServerFlags.FLAGS, Roles::apiServer));
        commands.put(
                "controller-manager", commandLine(context, ControllerManagerFlags.FLAGS, Roles::controllerManager));
        commands.put("scheduler", commandLine(context, SchedulerFlags.FLAGS, Roles::scheduler));
        commands.put("kubelet", commandLine(context, KubeletFlags.FLAGS, Roles::kubelet));
        commands.put("proxy", commandLine(context, ProxyFlags.FLAGS, Roles::proxy));
        return commands;
    }

    @Override
    public Integer call() throws InterruptedException {
        return role.run(this);
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

    /** What picocli does not know are arguments. */
    private static CommandLine commandLine(CommandContext context, FlagSet flags, Role role) {
        RoleCommand command = new RoleCommand(context, flags, role);
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
}
