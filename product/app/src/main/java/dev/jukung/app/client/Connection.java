package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.http.ClientResponse;
import dev.jukung.http.HttpClient;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.ClusterAccess;
import dev.jukung.runtime.HttpApiClient;
import dev.jukung.runtime.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One command's way to its cluster. Confined to one thread, except the parts it hands out. */
public final class Connection implements AutoCloseable {
    private static final int LOG_BYTES_MAX = 16 * 1024 * 1024;

    private final HttpApiClient api;
    private final Rest rest;
    private final String namespace;
    private Optional<Catalog> catalog = Optional.empty();

    private Connection(CommandContext context, ClusterAccess access, String namespace) {
        HttpClient.Options options = HttpClient.Options.of(
                        "api-client", access.tls(), context.clock(), (where, bug) -> {
                            context.say("error.bug", where + ": " + bug);
                        })
                .withBearerToken(access.bearerToken());
        this.api = new HttpApiClient(access, Rest.USER_AGENT, new HttpClient(options), context.clock());
        this.rest = new Rest(api, context.err()::println);
        this.namespace = namespace;
    }

    static Connection open(CommandContext context, ConnectionOptions options) throws IOException {
        ClusterAccess access = new Access(context).find(options.kubeconfig(), options.context());
        return new Connection(context, access, options.namespace().orElse(access.namespace()));
    }

    /** To the cluster of a kubeconfig's context, or of its current one. */
    public static Connection open(CommandContext context, Optional<String> kubeconfig, Optional<String> contextName)
            throws IOException {
        ClusterAccess access = new Access(context).find(kubeconfig, contextName);
        return new Connection(context, access, access.namespace());
    }

    public HttpApiClient api() {
        return api;
    }

    Rest rest() {
        return rest;
    }

    /** Where names without a namespace are. */
    String namespace() {
        return namespace;
    }

    Catalog catalog() throws InterruptedException {
        if (catalog.isEmpty()) {
            return readCatalogAgain();
        }
        return catalog.get();
    }

    /** After a CustomResourceDefinition has come. */
    Catalog readCatalogAgain() throws InterruptedException {
        Catalog read = Catalog.read(rest);
        catalog = Optional.of(read);
        return read;
    }

    /** All that the only container of a pod has written. */
    public String log(ObjectKey pod) throws InterruptedException {
        try (ClientResponse response = rest.open(Resources.PODS.path(pod) + "/log", "*/*")) {
            return new String(response.bytes(LOG_BYTES_MAX), StandardCharsets.UTF_8);
        } catch (InterruptedIOException e) {
            throw Rest.interrupted(e);
        } catch (IOException e) {
            throw new ApiException(Reason.UNKNOWN, "reading the log of " + pod + " failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        api.close();
    }
}
