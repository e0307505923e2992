package dev.jukung.controllers;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.explain.Explanation;
import dev.jukung.apiserver.explain.Narrator;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.base.VirtualClock;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.ResourceType;
import dev.jukung.model.Resources;
import dev.jukung.model.core.v1.Event;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.LoopMetrics;
import dev.jukung.runtime.Surroundings;
import dev.jukung.testing.TestServer;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A control plane in the test: the real API server and the real controllers on virtual time, and pods that are simulated. */
public final class ControllerCluster implements AutoCloseable {
    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);

    private final TestServer server;
    private final ApiClient client;
    private final Informers informers;
    private final SimulatedNodes nodes;
    private final SimulatedPods pods;
    private final Controllers controllers;

    public ControllerCluster() throws InterruptedException {
        server = TestServer.start();
        client = server.admin();
        Surroundings surroundings =
                new Surroundings(server.clock(), server.random(), server.faults(), LoopMetrics.NONE);
        nodes = new SimulatedNodes(client, surroundings);
        nodes.add("node-1");
        informers = new Informers(client, surroundings);
        pods = new SimulatedPods(client, nodes, informers, surroundings);
        informers.start();
        controllers = Controllers.start(new ControllerContext(
                as("system:kube-controller-manager"),
                name -> as("system:serviceaccount:kube-system:" + name),
                surroundings,
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                server.server().tokens()::signLegacy,
                Optional.of(CertificateAuthority.create("kubernetes", AUTHORITY_LIFE, server.clock()))));
        server.clock().settle();
    }

    private ApiClient as(String user) {
        return server.server().client(User.of(user, User.MASTERS));
    }

    public VirtualClock clock() {
        return server.clock();
    }

    public ApiClient client() {
        return client;
    }

    /** One of them is there from the start: node-1. */
    public SimulatedNodes nodes() {
        return nodes;
    }

    public SimulatedPods pods() {
        return pods;
    }

    /** Lets everything happen that needs no more than a moment. */
    public void settle() throws InterruptedException {
        advance(Duration.ofSeconds(5));
    }

    public void advance(Duration duration) throws InterruptedException {
        server.clock().advance(duration);
    }

    /** Creates an object written as YAML. */
    public <T extends KubeObject> T create(ResourceType<T> type, String yaml) throws InterruptedException {
        return client.create(type, type.view().apply((ObjectValue) Yaml.parse(yaml)));
    }

    public <T extends KubeObject> T get(ResourceType<T> type, String name) throws InterruptedException {
        return client.get(type, key(type, name));
    }

    public <T extends KubeObject> Optional<T> find(ResourceType<T> type, String name) throws InterruptedException {
        return client.find(type, key(type, name));
    }

    private static ObjectKey key(ResourceType<?> type, String name) {
        return type.namespaced() ? ObjectKey.of("default", name) : ObjectKey.of(name);
    }

    /** What {@code jukung why} would be told. */
    public Explanation explain(ResourceType<?> type, String name) {
        Kinds kinds = server.server().kinds();
        return new Narrator(server.store(), kinds, server.server().explainers(), server.clock())
                .explain(kinds.get(type), key(type, name), true);
    }

    /** All objects in the namespace {@code default}. */
    public <T extends KubeObject> List<T> list(ResourceType<T> type) throws InterruptedException {
        return client.list(type, ApiClient.ListQuery.in("default")).items();
    }

    /** {@link #events} about objects outside of namespaces and in {@code default}. */
    public boolean told(String event) throws InterruptedException {
        return events().contains(event);
    }

    /** What users were told, as {@code Kind/name Reason message}, in order. */
    public List<String> events() throws InterruptedException {
        return list(Resources.EVENTS).stream()
                .sorted(Comparator.comparing(Event::name))
                .map(event -> event.involvedObject().kind().orElse("") + "/"
                        + event.involvedObject().name().orElse("") + " "
                        + event.reason().orElse("") + " " + event.message().orElse(""))
                .toList();
    }

    @Override
    public void close() {
        controllers.close();
        pods.close();
        nodes.close();
        informers.close();
        server.close();
    }
}
