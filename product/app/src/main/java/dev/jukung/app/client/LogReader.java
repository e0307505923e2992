package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.http.ClientResponse;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.RequestParameters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Prints logs: one after the other, or all at once while they are followed. Confined to one thread. */
final class LogReader {
    private final CommandContext context;
    private final Rest rest;
    private final RequestParameters query;
    private final boolean prefix;

    LogReader(CommandContext context, Rest rest, RequestParameters query, boolean prefix) {
        this.context = context;
        this.rest = rest;
        this.query = query;
        this.prefix = prefix;
    }

    void read(List<LogSources.Source> sources, boolean follow) throws InterruptedException {
        if (!follow || sources.size() < 2) {
            for (LogSources.Source source : sources) {
                copy(source);
            }
            return;
        }
        try (ExecutorService readers = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("log-", 0).factory())) {
            List<Future<Void>> running = new ArrayList<>();
            for (LogSources.Source source : sources) {
                Callable<Void> reading = () -> {
                    copy(source);
                    return null;
                };
                running.add(readers.submit(reading));
            }
            for (Future<Void> each : running) {
                result(each);
            }
        }
    }

    private static void result(Future<Void> reading) throws InterruptedException {
        try {
            reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException refused) {
                throw refused;
            }
            throw new IllegalStateException("reading a log", e.getCause());
        }
    }

    private void copy(LogSources.Source source) throws InterruptedException {
        PrintStream out = context.out();
        String before = prefix ? "[pod/" + source.pod().name() + "/" + source.container() + "] " : "";
        String path = Resources.PODS.path(source.pod()) + "/log" + of(source);
        try (ClientResponse response = rest.open(path, "*/*");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println(before + line);
            }
        } catch (InterruptedIOException e) {
            throw Rest.interrupted(e);
        } catch (IOException e) {
            throw new ApiException(Reason.UNKNOWN, "reading the log failed: " + e.getMessage(), e);
        }
    }

    private String of(LogSources.Source source) {
        String container =
                new RequestParameters().add("container", source.container()).toString();
        String rest = query.toString();
        return rest.isEmpty() ? container : rest + "&" + container.substring(1);
    }
}
