package dev.jukung.apiserver.extension;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.discovery.RemoteVersion;
import dev.jukung.apiserver.registry.Call;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Clock;
import dev.jukung.http.ClientRequest;
import dev.jukung.http.ClientResponse;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Reconciler;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks after APIServices: whether the server behind one can be asked, and which resources it has. The condition
 * {@code Available} says what came out. Thread-safe.
 */
final class ApiServices implements Reconciler<String> {
    private static final Duration CHECK = Duration.ofSeconds(30);
    private static final Duration CHECK_FAILED = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int DOCUMENT_BYTES_MAX = 4 * 1024 * 1024;
    private static final User CHECKER = User.of("system:kube-aggregator", User.MASTERS);

    /** @param resources of the last answer */
    private record Checked(List<ObjectValue> resources, boolean current) {}

    private final Verbs verbs;
    private final Kind kind;
    private final Kind services;
    private final ServiceSlices slices;
    private final RemoteServers servers;
    private final Clock clock;
    private final Map<String, Checked> checked = new ConcurrentHashMap<>();

    ApiServices(Verbs verbs, Kinds kinds, RemoteServers servers, Clock clock) {
        this.verbs = verbs;
        this.kind = kinds.get(Resources.APISERVICES);
        this.services = kinds.get(Resources.SERVICES);
        this.slices = new ServiceSlices(verbs.reader(), kinds.get(Resources.ENDPOINTSLICES));
        this.servers = servers;
        this.clock = clock;
    }

    Kind kind() {
        return kind;
    }

    Optional<ObjectValue> find(String name) {
        return verbs.reader().known(kind, ObjectKey.of(name)).map(object -> object.tree());
    }

    List<ObjectValue> all() {
        return verbs.reader().known(kind).stream().map(object -> object.tree()).toList();
    }

    static boolean isRemote(ObjectValue apiService) {
        return apiService.object("spec").has("service");
    }

    List<RemoteVersion> remote() {
        List<RemoteVersion> versions = new ArrayList<>();
        for (ObjectValue apiService : all()) {
            if (isRemote(apiService)) {
                ObjectValue spec = apiService.object("spec");
                Checked last = checked.getOrDefault(name(apiService), new Checked(List.of(), false));
                versions.add(new RemoteVersion(
                        spec.text("group", ""),
                        spec.text("version", ""),
                        spec.integer("groupPriorityMinimum", 0),
                        spec.integer("versionPriority", 0),
                        last.resources(),
                        last.current()));
            }
        }
        return versions;
    }

    static String name(ObjectValue object) {
        return object.object("metadata").text("name", "");
    }

    @Override
    public Outcome reconcile(String name) throws InterruptedException {
        Optional<ObjectValue> found = find(name);
        if (found.isEmpty()) {
            checked.remove(name);
            return Outcome.SETTLED;
        }
        ObjectValue apiService = found.get();
        if (!isRemote(apiService)) {
            checked.remove(name);
            write(apiService, Availability.LOCAL);
            return Outcome.SETTLED;
        }
        ObjectValue condition = condition(apiService);
        boolean available = condition.text("status", "").equals("True");
        if (!available) {
            checked.computeIfPresent(name, (_, last) -> new Checked(last.resources(), false));
        }
        write(apiService, condition);
        return new Outcome.CheckAgain(available ? CHECK : CHECK_FAILED);
    }

    private void write(ObjectValue apiService, ObjectValue condition) throws InterruptedException {
        ObjectValue changed = Conditions.with(apiService, condition, clock.now());
        if (changed.equals(apiService)) {
            return;
        }
        Call call = ServerCalls.of(kind, "", name(apiService), "status");
        try {
            verbs.update(call, changed, List.of());
        } catch (ApiException e) {
            if (!e.is(Reason.NOT_FOUND)) {
                throw e;
            }
        }
    }

    private ObjectValue condition(ObjectValue apiService) throws InterruptedException {
        ObjectValue wanted = apiService.object("spec").object("service");
        ObjectKey key = ObjectKey.of(wanted.text("namespace", ""), wanted.text("name", ""));
        Optional<ObjectValue> service = verbs.reader().find(services, key).map(object -> object.tree());
        Optional<ObjectValue> problem = Availability.problem(wanted, service, slices.of(key));
        return problem.isPresent() ? problem.get() : asked(apiService);
    }

    /** A server that answers for a group has to tell what is in it. */
    private ObjectValue asked(ObjectValue apiService) throws InterruptedException {
        ObjectValue spec = apiService.object("spec");
        String path = "/apis/" + spec.text("group", "") + "/" + spec.text("version", "");
        String shown = path;
        try {
            URI address = servers.address(spec, path, "");
            shown = address.toString();
            ClientRequest request = RemoteServers.as(
                    CHECKER,
                    ClientRequest.get(address)
                            .with("Accept", "application/json")
                            .withTimeout(TIMEOUT));
            try (ClientResponse response = servers.client(spec).send(request)) {
                if (response.status() < 200 || response.status() >= 300) {
                    return failed("failing or missing response from " + shown + ": bad status from " + shown + ": "
                            + response.status());
                }
                ObjectValue document = Json.parseObject(response.bytes(DOCUMENT_BYTES_MAX));
                checked.put(
                        name(apiService), new Checked(document.list("resources").objects(), true));
            }
            return Availability.PASSED;
        } catch (IOException | ParseException e) {
            return failed("failing or missing response from " + shown + ": Get \"" + shown + "\": " + e.getMessage());
        }
    }

    private static ObjectValue failed(String message) {
        return Conditions.of(Availability.AVAILABLE, false, "FailedDiscoveryCheck", message);
    }
}
