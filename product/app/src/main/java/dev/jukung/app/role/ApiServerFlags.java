package dev.jukung.app.role;

import dev.jukung.apiserver.ApiServerConfig;
import dev.jukung.apiserver.Operation;
import dev.jukung.apiserver.admission.AdmissionConfig;
import dev.jukung.apiserver.admission.PluginConfigurations;
import dev.jukung.apiserver.kinds.ServiceNetwork;
import dev.jukung.apiserver.rest.CborAnswers;
import dev.jukung.apiserver.tracing.TracingConfig;
import dev.jukung.cluster.ApiServerSettings;
import dev.jukung.cluster.Datastore;
import dev.jukung.cluster.HostAddress;
import dev.jukung.cluster.Serving;
import dev.jukung.model.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns the flags of kube-apiserver into settings. All that is wrong is told at once, in Kubernetes' words. */
final class ApiServerFlags {
    static final FlagSet FLAGS = FlagSet.read("kube-apiserver", "apiserver.flags", removed());
    private static final int CONFIGURED_MAX_PORT = 65535;

    private final FlagValues values;
    private final Problems problems = new Problems();

    private ApiServerFlags(FlagValues values) {
        this.values = values;
    }

    /** Flags of earlier versions that configurations still carry. */
    private static Map<String, String> removed() {
        Map<String, String> removed = new java.util.TreeMap<>();
        for (String flag : List.of("insecure-port", "insecure-bind-address", "port", "address")) {
            removed.put(
                    flag, "removed in v1.24: the API is served over TLS only, see --secure-port and --bind-address");
        }
        removed.put(
                "basic-auth-file", "removed in v1.19: use --token-auth-file, client certificates or --oidc-issuer-url");
        removed.put("service-account-api-audiences", "removed in v1.25: use --api-audiences");
        removed.put("experimental-encryption-provider-config", "removed in v1.14: use --encryption-provider-config");
        removed.put("kubelet-https", "removed in v1.22: kubelets are always reached over HTTPS");
        removed.put("admission-control", "use --enable-admission-plugins and --disable-admission-plugins");
        removed.put("cloud-provider", "removed in v1.33: run a cloud-controller-manager");
        removed.put("cloud-config", "removed in v1.33: run a cloud-controller-manager");
        removed.put("target-ram-mb", "removed in v1.24: nothing takes its place");
        removed.put("etcd-quorum-read", "removed in v1.16: reads are always consistent");
        removed.put("storage-versions", "removed in v1.14: nothing takes its place");
        removed.put("enable-swagger-ui", "removed in v1.18: nothing takes its place");
        removed.put("master-service-namespace", "removed in v1.27: nothing takes its place");
        removed.put("max-resource-write-bytes", "removed: the limit is fixed");
        for (String flag : List.of("logtostderr", "log-dir", "log-file", "alsologtostderr", "stderrthreshold")) {
            removed.put(flag, "removed in v1.26: logs go to standard error");
        }
        return removed;
    }

    /** @throws FlagException with all that is wrong */
    static ApiServerSettings read(FlagValues values) {
        return new ApiServerFlags(values).settings();
    }

    private ApiServerSettings settings() {
        Set<String> features = FeatureGates.read(values, Set.of(CborAnswers.GATE));
        problems.check(
                values.integer("max-requests-inflight") >= 0, "--max-requests-inflight can not be negative value");
        problems.check(
                values.integer("max-mutating-requests-inflight") >= 0,
                "--max-mutating-requests-inflight can not be negative value");
        problems.check(
                !values.duration("shutdown-delay-duration").isNegative(),
                "--shutdown-delay-duration can not be negative value");
        ServingFlags serving = new ServingFlags(values, problems);
        ApiServerIdentity identity = new ApiServerIdentity(values, problems);
        ApiServerAccess access = new ApiServerAccess(values, problems);
        Optional<ServiceNetwork> network = network();
        Optional<ApiServerSettings.Storage> storage = problems.collect(this::storage);
        Optional<AdmissionConfig> admission = problems.collect(this::admission);
        Optional<Operation> operation = problems.collect(() -> new Operation(
                AuditFlags.read(values),
                values.duration("shutdown-delay-duration"),
                values.duration("event-ttl"),
                values.shown(),
                tracing()));
        Optional<Serving> served = serving.read();
        var accounts = identity.read();
        var who = access.access();
        AuthorizationFlags authorizers = new AuthorizationFlags(values, problems);
        var authorization = authorizers.read();
        problems.refuse();
        Optional<ApiServerSettings.Followed> followed = problems.collect(() -> new ApiServerSettings.Followed(
                text("authentication-config"), text("authorization-config"), authorizers.policies()));
        problems.refuse();
        ApiServerConfig api = ApiServerConfig.standard(
                        advertised(),
                        values.integer("secure-port"),
                        accounts.orElseThrow().signing())
                .withServiceAccounts(accounts.orElseThrow())
                .withAuthorization(authorization.orElseThrow())
                .withNetwork(network.orElseThrow())
                .withAdmission(admission.orElseThrow())
                .withOperation(operation.orElseThrow())
                .withFeatures(features)
                .withMaxInFlight(Math.max(
                        1, values.integer("max-requests-inflight") + values.integer("max-mutating-requests-inflight")));
        if (!values.on("allow-privileged")) {
            api = api.withoutPrivileged();
        }
        if (values.on("enable-aggregator-routing")) {
            api = api.withAggregatorRouting();
        }
        return new ApiServerSettings(
                api,
                served.orElseThrow(),
                storage.orElseThrow(),
                who.orElseThrow(),
                kubelets(),
                ServingFlags.pair(values, "proxy-client-cert-file", "proxy-client-key-file"),
                followed.orElseThrow());
    }

    private Optional<TracingConfig> tracing() throws IOException {
        Optional<Path> file = values.file("tracing-config-file");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        if (!Files.exists(file.get())) {
            throw new IllegalArgumentException("tracing-config-file " + file.get() + " does not exist");
        }
        return Optional.of(TracingConfig.read(Files.readAllBytes(file.get())));
    }

    /** As the reference chooses it: what was said, else what is listened on, else the address of this machine. */
    private String advertised() {
        Optional<String> said = values.optional("advertise-address");
        if (said.isPresent()) {
            return said.get();
        }
        String bound = values.text("bind-address");
        if (!bound.isEmpty() && !InetAddress.ofLiteral(bound).isAnyLocalAddress()) {
            return bound;
        }
        try {
            return HostAddress.firstReachable()
                    .orElseThrow(() -> new FlagException("Unable to find suitable network address."
                            + " Try to set the AdvertiseAddress directly or provide a valid BindAddress to fix this."));
        } catch (java.net.SocketException e) {
            throw new FlagException("Unable to find suitable network address.error='" + e.getMessage()
                    + "'. Try to set the AdvertiseAddress directly or provide a valid BindAddress to fix this.");
        }
    }

    private Optional<ApiServerSettings.Text> text(String flag) throws IOException {
        Optional<Path> file = values.file(flag);
        return file.isEmpty()
                ? Optional.empty()
                : Optional.of(new ApiServerSettings.Text(file.get(), Files.readString(file.get())));
    }

    private Optional<ServiceNetwork> network() {
        String range = values.optional("service-cluster-ip-range").orElse("10.0.0.0/24");
        Optional<List<Cidr>> ranges = ranges(range.split(",", -1));
        String ports = values.text("service-node-port-range");
        String[] ends = ports.contains("+") ? ports.split("\\+", 2) : ports.split("-", 2);
        try {
            int first = Integer.parseInt(ends[0].strip());
            int last = ends.length < 2
                    ? first
                    : ports.contains("+")
                            ? first + Integer.parseInt(ends[1].strip())
                            : Integer.parseInt(ends[1].strip());
            if (first < 0 || first > last || last > CONFIGURED_MAX_PORT) {
                throw new NumberFormatException(ports);
            }
            return ranges.map(all -> new ServiceNetwork(all, first, last));
        } catch (NumberFormatException e) {
            problems.add("invalid argument \"" + ports
                    + "\" for \"--service-node-port-range\" flag: unable to parse port range: " + ports);
        }
        return Optional.empty();
    }

    private Optional<List<Cidr>> ranges(String[] texts) {
        if (texts.length > 2) {
            problems.add("--service-cluster-ip-range must not contain more than two entries");
            return Optional.empty();
        }
        List<Cidr> ranges = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            try {
                ranges.add(Cidr.parse(texts[i].strip()));
            } catch (IllegalArgumentException e) {
                problems.add("service-cluster-ip-range[" + i + "] is not a valid cidr");
                return Optional.empty();
            }
        }
        if (ranges.size() == 2
                && ranges.getFirst().family().equals(ranges.getLast().family())) {
            problems.add(
                    "--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family");
            return Optional.empty();
        }
        return Optional.of(ranges);
    }

    private ApiServerSettings.Storage storage() {
        Optional<Datastore> etcd = values.list("etcd-servers").isEmpty()
                ? Optional.empty()
                : Optional.of(new Datastore(
                        String.join(",", values.list("etcd-servers")),
                        values.file("etcd-cafile"),
                        values.file("etcd-certfile"),
                        values.file("etcd-keyfile"),
                        values.text("etcd-prefix")));
        String backend = values.text("storage-backend");
        if (!backend.isEmpty() && !backend.equals("etcd3")) {
            throw new IllegalArgumentException("--storage-backend invalid, allowed values: etcd3. If not specified, it"
                    + " will default to 'etcd3'");
        }
        return new ApiServerSettings.Storage(
                Path.of(values.text("data-dir")),
                etcd,
                values.duration("etcd-compaction-interval"),
                values.file("encryption-provider-config"),
                values.on("encryption-provider-config-automatic-reload"));
    }

    private AdmissionConfig admission() {
        Set<String> enabled = new HashSet<>(values.list("enable-admission-plugins"));
        Set<String> disabled = new HashSet<>(values.list("disable-admission-plugins"));
        if (!enabled.contains("NodeRestriction")) {
            disabled.add("NodeRestriction"); // on by default in Jukung, off in kube-apiserver
        }
        AdmissionConfig config = new AdmissionConfig(enabled, disabled)
                .with(new AdmissionConfig.TolerationSeconds(
                        values.integer("default-not-ready-toleration-seconds"),
                        values.integer("default-unreachable-toleration-seconds")));
        return values.file("admission-control-config-file")
                .map(file -> config.with(PluginConfigurations.read(file, config.names())))
                .orElse(config);
    }

    private ApiServerSettings.Kubelets kubelets() {
        return new ApiServerSettings.Kubelets(
                ServingFlags.pair(values, "kubelet-client-certificate", "kubelet-client-key"),
                values.file("kubelet-certificate-authority"),
                values.list("kubelet-preferred-address-types"));
    }
}
