package dev.jukung.app.role;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.app.lifecycle.Logging;
import dev.jukung.app.lifecycle.StopSignal;
import dev.jukung.base.Randomness;
import dev.jukung.cluster.LoggedFaults;
import dev.jukung.cluster.StartFailure;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One component in this process, from its flags to the signal that ends it. */
final class RoleRun {
    private static final Logger LOG = LoggerFactory.getLogger("dev.jukung.server");
    /** klog's: from here on it tells what developers want to know. */
    private static final int VERBOSE = 4;

    /** A component that runs. */
    interface Running extends AutoCloseable {
        /** Returns when it has to end, whatever the user wants. */
        void await(StopSignal stop) throws InterruptedException;

        @Override
        void close();
    }

    /** Starts what the flags asked for. */
    interface Start {
        Running start(Surroundings around)
                throws IOException, GeneralSecurityException, InterruptedException, StartFailure;
    }

    private RoleRun() {}

    /** @param read makes of flags what is to be started, or refuses them */
    static int run(CommandContext context, FlagSet flags, List<String> arguments, Function<FlagValues, Start> read)
            throws InterruptedException {
        return run(context, flags, arguments, UnaryOperator.identity(), read);
    }

    /** @param file adds to the flags what a configuration file says */
    static int run(
            CommandContext context,
            FlagSet flags,
            List<String> arguments,
            UnaryOperator<FlagValues> file,
            Function<FlagValues, Start> read)
            throws InterruptedException {
        FlagValues values;
        Start start;
        try {
            values = file.apply(flags.parse(arguments));
            start = read.apply(values);
        } catch (FlagException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        Logging.toConsole(context.variable(Logging.LEVEL_VARIABLE)
                .or(() ->
                        values.integer("v") >= VERBOSE ? java.util.Optional.of("DEBUG") : java.util.Optional.empty()));
        values.idle().forEach(flag -> LOG.warn("{} is accepted, and nothing follows from it here", flag));
        Surroundings around = new Surroundings(
                context.clock(), new Randomness(new SecureRandom()), new LoggedFaults(), LoopMetrics.NONE);
        try (StopSignal stop = new StopSignal();
                Running running = start.start(around)) {
            running.await(stop);
            LOG.info("stopping");
        } catch (StartFailure | IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitCode.FAILED, context.text("role.failed", flags.component(), String.valueOf(e.getMessage())), e);
        }
        return ExitCode.OK.code();
    }
}
