package dev.jukung.app;

import dev.jukung.app.image.ImageException;
import dev.jukung.app.kustomize.KustomizeException;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.value.ParseException;
import java.io.IOException;

/** The one place where a failed command becomes a line for the user and an exit code. */
public final class Failures {
    private Failures() {}

    public static ExitCode report(CommandContext context, Exception failure) {
        ExitCode code = codeOf(failure);
        switch (failure) {
            case CommandException _, ImageException _, KustomizeException _, ParseException _, IOException _ ->
                context.err().println(context.text("error", String.valueOf(failure.getMessage())));
            case ApiException refused -> context.err().println(asKubectlSays(refused));
            case InterruptedException _ -> context.say("error.interrupted");
            default -> {
                context.say("error.bug", failure.toString());
                failure.printStackTrace(context.err());
            }
        }
        return code;
    }

    private static ExitCode codeOf(Exception failure) {
        return switch (failure) {
            case CommandException command -> command.exitCode();
            case ApiException refused ->
                refused.is(Reason.NOT_FOUND)
                        ? ExitCode.NOT_FOUND
                        : refused.is(Reason.ALREADY_EXISTS) ? ExitCode.EXISTS : ExitCode.FAILED;
            default -> ExitCode.FAILED;
        };
    }

    private static String asKubectlSays(ApiException refused) {
        String reason = refused.reason().text();
        return reason.isEmpty() || reason.equals("Invalid")
                ? "error: " + refused.getMessage()
                : "Error from server (" + reason + "): " + refused.getMessage();
    }
}
