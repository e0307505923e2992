package dev.jukung.cluster;

import dev.jukung.apiserver.ApiServer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.controllers.ControllerContext;
import dev.jukung.controllers.Controllers;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Surroundings;
import dev.jukung.scheduler.Explanation;
import dev.jukung.scheduler.Profile;
import dev.jukung.scheduler.Scheduler;
import java.util.List;
import java.util.Optional;

/** What acts on an API server of the same process: the controllers and the scheduler. Thread-safe. */
final class ControlLoops implements AutoCloseable {
    private final Closing parts = new Closing();
    private final Scheduler scheduler;

    /**
     * @param rootCa the certificates by which Pods know the API server, in PEM
     * @param authority signs CertificateSigningRequests, if there is one
     */
    ControlLoops(ApiServer server, String rootCa, Optional<CertificateAuthority> authority, Surroundings around) {
        parts.add(Controllers.start(new ControllerContext(
                server.client(User.of("system:kube-controller-manager")),
                name -> server.client(User.serviceAccount("kube-system", name, "")),
                around,
                rootCa,
                server.tokens()::signLegacy,
                authority)));
        ApiClient scheduling = server.client(User.of("system:kube-scheduler"));
        Informers informers = parts.add(new Informers(scheduling, around));
        scheduler = parts.add(Scheduler.start(scheduling, informers, List.of(Profile.standard()), around));
        informers.start();
        server.explainers()
                .add("scheduler", Resources.PODS, pod -> scheduler.explain(pod).map(Explanation::toValue));
    }

    Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public void close() {
        parts.close();
    }
}
