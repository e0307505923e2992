package dev.jukung.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.flowcontrol.FlowController;
import dev.jukung.apiserver.flowcontrol.FlowMetrics;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Reader;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.Handler;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.store.RevisionStore;
import dev.jukung.store.RevisionStores;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a client sees of priority and fairness. */
class FlowControlTest {
    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final RevisionStore store = RevisionStores.inMemory(clock);
    private final FlowController controller = new FlowController(
            1,
            () -> new FlowController.Objects(List.of(), List.of()), // so all is catch-all, which refuses
            Duration.ofSeconds(15),
            clock,
            new FlowMetrics(new PrometheusRegistry()));
    private static final Kinds NO_KINDS = new Kinds(List.of());
    private final FlowControl filter =
            new FlowControl(controller, new WorkEstimate(NO_KINDS, new Reader(store, NO_KINDS, clock)));

    private static Request get(String path, Map<String, List<String>> query) {
        return new Request(
                "GET",
                path,
                query,
                Headers.NONE,
                new byte[0],
                new InetSocketAddress("127.0.0.1", 40000),
                List.of(),
                "HTTP/2.0");
    }

    private Response serve(Request request, Handler next) throws InterruptedException {
        return ScopedValue.where(Filters.USER, User.of("bob"))
                .<Response, InterruptedException>call(() -> filter.filter(request, next));
    }

    @Test
    void whoFindsNoSeatIsToldToComeBackLater() throws InterruptedException {
        List<Response> second = new ArrayList<>();
        Request request = get("/api/v1/pods", Map.of());

        Response first = serve(request, _ -> {
            second.add(serve(request, _ -> Response.text(200, "ok")));
            return Response.text(200, "ok");
        });

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.headers().contains("X-Kubernetes-PF-FlowSchema-UID")).isTrue();
        assertThat(second.getFirst().status()).isEqualTo(429);
        assertThat(second.getFirst().headers().first("Retry-After")).contains("1");
        assertThat(second.getFirst().body())
                .usingRecursiveComparison()
                .isEqualTo(Response.text(429, "Too many requests, please try again later.\n")
                        .body());
        assertThat(serve(request, _ -> Response.text(200, "ok")).status()).isEqualTo(200);
    }

    @Test
    void whatLastsTakesNoSeatAndAWatchOnlyWhileItBegins() throws InterruptedException {
        Request log = get("/api/v1/namespaces/a/pods/b/log", Map.of());
        Request watch = get("/api/v1/pods", Map.of("watch", List.of("1")));

        Response answer = serve(watch, _ -> {
            Response inner = serve(log, _ -> Response.text(200, "log"));
            assertThat(inner.headers().contains("X-Kubernetes-PF-FlowSchema-UID"))
                    .isFalse();
            return inner;
        });

        assertThat(answer.status()).isEqualTo(200);
        assertThat(serve(watch, _ -> Response.text(200, "ok")).status()).isEqualTo(200);
    }
}
