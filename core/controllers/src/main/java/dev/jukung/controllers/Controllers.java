package dev.jukung.controllers;

import dev.jukung.base.Clock;
import dev.jukung.controllers.admissionpolicy.ValidatingPolicyStatusController;
import dev.jukung.controllers.bootstrap.BootstrapSigner;
import dev.jukung.controllers.bootstrap.TokenCleaner;
import dev.jukung.controllers.certificates.CsrApprovingController;
import dev.jukung.controllers.certificates.CsrCleanerController;
import dev.jukung.controllers.certificates.CsrSigningController;
import dev.jukung.controllers.clusterroleaggregation.ClusterRoleAggregationController;
import dev.jukung.controllers.cronjob.CronJobController;
import dev.jukung.controllers.daemonset.DaemonSetController;
import dev.jukung.controllers.deployment.DeploymentController;
import dev.jukung.controllers.disruption.DisruptionController;
import dev.jukung.controllers.endpoints.EndpointsController;
import dev.jukung.controllers.endpointslice.EndpointSliceController;
import dev.jukung.controllers.endpointslicemirroring.EndpointSliceMirroringController;
import dev.jukung.controllers.garbagecollector.GarbageCollectorController;
import dev.jukung.controllers.job.JobController;
import dev.jukung.controllers.namespace.NamespaceController;
import dev.jukung.controllers.nodelifecycle.NodeLifecycleController;
import dev.jukung.controllers.podgc.PodGarbageCollector;
import dev.jukung.controllers.replicaset.ReplicaSetController;
import dev.jukung.controllers.resourcequota.ResourceQuotaController;
import dev.jukung.controllers.resources.KnownResources;
import dev.jukung.controllers.rootca.RootCaController;
import dev.jukung.controllers.serviceaccount.ServiceAccountController;
import dev.jukung.controllers.serviceaccount.TokensController;
import dev.jukung.controllers.servicecidrs.ServiceCidrController;
import dev.jukung.controllers.statefulset.StatefulSetController;
import dev.jukung.controllers.tainteviction.TaintEvictionController;
import dev.jukung.controllers.ttlafterfinished.TtlAfterFinishedController;
import dev.jukung.controllers.volumeprotection.PvProtectionController;
import dev.jukung.controllers.volumeprotection.PvcProtectionController;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Controller;
import dev.jukung.runtime.Informers;
import dev.jukung.runtime.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controllers of kube-controller-manager, put together. They start to write when their informers are synced; closing
 * stops them in reverse order and waits for what they are writing.
 */
public final class Controllers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Controllers.class);

    /** Kubernetes' names of the controllers that are there ({@code --controllers}), in the order in which they start. */
    public static final List<String> NAMES = List.of(
            "serviceaccount-controller",
            "serviceaccount-token-controller",
            "clusterrole-aggregation-controller",
            "root-ca-certificate-publisher-controller",
            "namespace-controller",
            "deployment-controller",
            "replicaset-controller",
            "replicationcontroller-controller",
            "endpointslice-controller",
            "endpointslice-mirroring-controller",
            "endpoints-controller",
            "statefulset-controller",
            "daemonset-controller",
            "job-controller",
            "certificatesigningrequest-signing-controller",
            "certificatesigningrequest-approving-controller",
            "certificatesigningrequest-cleaner-controller",
            "cronjob-controller",
            "ttl-after-finished-controller",
            "resourcequota-controller",
            "disruption-controller",
            "persistentvolumeclaim-protection-controller",
            "persistentvolume-protection-controller",
            "service-cidr-controller",
            "bootstrap-signer-controller",
            "token-cleaner-controller",
            "node-lifecycle-controller",
            "taint-eviction-controller",
            "pod-garbage-collector-controller",
            "validatingadmissionpolicy-status-controller",
            "garbage-collector-controller");

    /** Those that are wanted. */
    private record Chosen(Predicate<String> wanted, List<Controller> controllers) {
        void add(String name, Supplier<Controller> controller) {
            if (!NAMES.contains(name)) {
                throw new IllegalStateException("not among the names: " + name);
            }
            if (wanted.test(name)) {
                controllers.add(controller.get());
            }
        }
    }

    private final Informers informers;
    private final KnownResources resources;
    private final List<Controller> controllers;
    private final Thread starter;

    private Controllers(Informers informers, KnownResources resources, List<Controller> controllers, Clock clock) {
        this.informers = informers;
        this.resources = resources;
        this.controllers = controllers;
        Clock.Hold hold = clock.hold();
        informers.start();
        starter = Thread.ofVirtual().name("controllers-start").start(() -> startSynced(hold));
    }

    /** Returns at once; the API server need not answer yet. */
    public static Controllers start(ControllerContext context) {
        return start(context, _ -> true);
    }

    /** @param wanted whether the controller of a name of {@link #NAMES} runs; of the others nothing is made */
    public static Controllers start(ControllerContext context, Predicate<String> wanted) {
        Informers informers = new Informers(context.watching(), context.surroundings());
        KnownResources resources = new KnownResources(context.watching(), informers, context.surroundings());
        return new Controllers(
                informers,
                resources,
                assemble(context, informers, resources, wanted),
                context.surroundings().clock());
    }

    private static List<Controller> assemble(
            ControllerContext context, Informers informers, KnownResources resources, Predicate<String> wanted) {
        Surroundings surroundings = context.surroundings();
        Function<String, ApiClient> as = context.clients();
        Chosen all = new Chosen(wanted, new ArrayList<>());
        // What a new namespace needs comes first: pods wait for it.
        all.add(
                "serviceaccount-controller",
                () -> new ServiceAccountController(as.apply("service-account-controller"), informers, surroundings));
        // It writes as kube-controller-manager itself, which holds the key; no role of its own exists.
        all.add(
                "serviceaccount-token-controller",
                () -> new TokensController(
                        context.watching(), informers, surroundings, context.tokens(), context.rootCa()));
        all.add(
                "clusterrole-aggregation-controller",
                () -> new ClusterRoleAggregationController(
                        as.apply("clusterrole-aggregation-controller"), informers, surroundings));
        all.add(
                "root-ca-certificate-publisher-controller",
                () -> new RootCaController(
                        as.apply("root-ca-cert-publisher"), informers, surroundings, context.rootCa()));
        all.add(
                "namespace-controller",
                () -> new NamespaceController(as.apply("namespace-controller"), informers, surroundings));
        all.add(
                "deployment-controller",
                () -> new DeploymentController(as.apply("deployment-controller"), informers, surroundings));
        all.add(
                "replicaset-controller",
                () -> ReplicaSetController.replicaSets(as.apply("replicaset-controller"), informers, surroundings));
        all.add(
                "replicationcontroller-controller",
                () -> ReplicaSetController.replicationControllers(
                        as.apply("replication-controller"), informers, surroundings));
        all.add(
                "endpointslice-controller",
                () -> new EndpointSliceController(as.apply("endpointslice-controller"), informers, surroundings));
        all.add(
                "endpointslice-mirroring-controller",
                () -> new EndpointSliceMirroringController(
                        as.apply("endpointslicemirroring-controller"), informers, surroundings));
        all.add(
                "endpoints-controller",
                () -> new EndpointsController(as.apply("endpoint-controller"), informers, surroundings));
        all.add(
                "statefulset-controller",
                () -> new StatefulSetController(as.apply("statefulset-controller"), informers, surroundings));
        all.add(
                "daemonset-controller",
                () -> new DaemonSetController(as.apply("daemon-set-controller"), informers, surroundings));
        all.add("job-controller", () -> new JobController(as.apply("job-controller"), informers, surroundings));
        ApiClient certificates = as.apply("certificate-controller");
        context.authority()
                .ifPresent(authority -> all.add(
                        "certificatesigningrequest-signing-controller",
                        () -> new CsrSigningController(certificates, informers, surroundings, authority)));
        all.add(
                "certificatesigningrequest-approving-controller",
                () -> new CsrApprovingController(certificates, informers, surroundings));
        all.add(
                "certificatesigningrequest-cleaner-controller",
                () -> new CsrCleanerController(certificates, informers, surroundings));
        all.add(
                "cronjob-controller",
                () -> new CronJobController(as.apply("cronjob-controller"), informers, surroundings));
        all.add(
                "ttl-after-finished-controller",
                () -> new TtlAfterFinishedController(
                        as.apply("ttl-after-finished-controller"), informers, surroundings));
        all.add(
                "resourcequota-controller",
                () -> new ResourceQuotaController(
                        as.apply("resourcequota-controller"), informers, surroundings, resources));
        all.add(
                "disruption-controller",
                () -> new DisruptionController(as.apply("disruption-controller"), informers, surroundings));
        all.add(
                "persistentvolumeclaim-protection-controller",
                () -> new PvcProtectionController(as.apply("pvc-protection-controller"), informers, surroundings));
        all.add(
                "persistentvolume-protection-controller",
                () -> new PvProtectionController(as.apply("pv-protection-controller"), informers, surroundings));
        all.add(
                "service-cidr-controller",
                () -> new ServiceCidrController(as.apply("service-cidrs-controller"), informers, surroundings));
        all.add(
                "bootstrap-signer-controller",
                () -> new BootstrapSigner(as.apply("bootstrap-signer"), informers, surroundings));
        all.add("token-cleaner-controller", () -> new TokenCleaner(as.apply("token-cleaner"), informers, surroundings));
        all.add(
                "node-lifecycle-controller",
                () -> new NodeLifecycleController(as.apply("node-controller"), informers, surroundings));
        all.add(
                "taint-eviction-controller",
                () -> new TaintEvictionController(as.apply("node-controller"), informers, surroundings));
        all.add(
                "pod-garbage-collector-controller",
                () -> new PodGarbageCollector(as.apply("pod-garbage-collector"), informers, surroundings));
        all.add(
                "validatingadmissionpolicy-status-controller",
                () -> new ValidatingPolicyStatusController(
                        as.apply("validatingadmissionpolicy-status-controller"), informers, surroundings));
        all.add(
                "garbage-collector-controller",
                () -> new GarbageCollectorController(
                        as.apply("generic-garbage-collector"), informers, surroundings, resources));
        return List.copyOf(all.controllers());
    }

    private void startSynced(Clock.Hold hold) {
        try (hold) {
            informers.awaitSynced();
            resources.start();
            controllers.forEach(Controller::start);
            LOG.debug("{} controllers started", controllers.size());
        } catch (InterruptedException _) {
            LOG.debug("closed before the informers were synced");
        }
    }

    /** Their names, for the log and for whoever explains the cluster. */
    public List<String> names() {
        return controllers.stream().map(Controller::name).toList();
    }

    @Override
    public void close() {
        starter.interrupt();
        try {
            starter.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever closes us is in a hurry
        }
        resources.close();
        controllers.reversed().forEach(Controller::close);
        informers.close();
    }
}
