package dev.jukung.app.lifecycle;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.ApiFiles;
import dev.jukung.cluster.ClusterAddresses;
import dev.jukung.cluster.ClusterConfig.Backend;
import dev.jukung.cluster.Datastore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Makes ready what a cluster needs before its server starts: the decision what it is to be, the machine, its folder. */
final class ClusterSetup {
    private final CommandContext context;
    private final ClusterFolder folder;

    ClusterSetup(CommandContext context, ClusterFolder folder) {
        this.context = context;
        this.folder = folder;
    }

    /** The settings of the cluster: its own if it exists (which {@code options} may not contradict), else new ones. */
    ClusterSettings prepare(SetupOptions options, PhaseReport report) throws IOException, InterruptedException {
        Optional<ClusterSettings> existing = ClusterSettings.read(context, folder);
        if (existing.isPresent()) {
            agree(existing.get(), options);
        }
        Backend runtime = existing.map(ClusterSettings::runtime).orElseGet(() -> runtime(options));
        checkMachine(runtime, options.mayInstall(), report);
        if (existing.isPresent()) {
            if (!Ports.free(existing.get().port())) {
                throw portInUse(existing.get().port());
            }
            return existing.get();
        }
        ClusterSettings settings = new ClusterSettings(
                runtime, port(options), addresses(), List.of(), options.datastore(context), options.files(context));
        folder.create();
        settings.write(folder);
        return settings;
    }

    /** The settings of a new cluster whose objects have addresses already. */
    ClusterSettings prepareWith(ClusterAddresses addresses, SetupOptions options, PhaseReport report)
            throws IOException, InterruptedException {
        Backend runtime = runtime(options);
        if (runtime == Backend.CONTAINERD
                && others().stream().anyMatch(other -> other.addresses().equals(addresses))) {
            throw new CommandException(
                    ExitCode.EXISTS, context.text("snapshot.addresses", folder.name(), addresses.services()));
        }
        checkMachine(runtime, options.mayInstall(), report);
        ClusterSettings settings = new ClusterSettings(
                runtime, port(options), addresses, List.of(), options.datastore(context), options.files(context));
        folder.create();
        settings.write(folder);
        return settings;
    }

    /** Refuses options that say something else than the cluster is. */
    void agree(ClusterSettings existing, SetupOptions options) {
        RuntimeOption has = RuntimeOption.of(existing.runtime());
        options.runtime().filter(wanted -> wanted != has).ifPresent(wanted -> {
            throw different("--runtime " + wanted, "--runtime " + has);
        });
        options.port(context).filter(wanted -> wanted != existing.port()).ifPresent(wanted -> {
            throw different("--port " + wanted, "--port " + existing.port());
        });
        agreeOnFiles(existing.files(), options.files(context));
        Optional<Datastore> datastore = options.datastore(context);
        if (datastore.isPresent() && !datastore.equals(existing.datastore())) {
            throw different(
                    "--datastore " + datastore.get().servers(),
                    existing.datastore()
                            .map(other -> "--datastore " + other.servers())
                            .orElse("no --datastore"));
        }
    }

    /** A file that is named has to be the one that is used; one that is not named changes nothing. */
    private void agreeOnFiles(ApiFiles has, ApiFiles wanted) {
        agree("--encryption-provider-config", has.encryption(), wanted.encryption());
        agree("--audit-policy-file", has.auditPolicy(), wanted.auditPolicy());
        agree("--audit-log-path", has.auditLog(), wanted.auditLog());
    }

    private void agree(String flag, Optional<Path> has, Optional<Path> wanted) {
        if (wanted.isPresent() && !wanted.equals(has)) {
            throw different(
                    flag + " " + wanted.get(),
                    has.map(file -> flag + " " + file).orElse("no " + flag));
        }
    }

    private CommandException different(String wanted, String has) {
        return new CommandException(ExitCode.EXISTS, context.text("up.different", folder.name(), has, wanted));
    }

    private Backend runtime(SetupOptions options) {
        return options.runtime()
                .map(RuntimeOption::backend)
                .orElse(context.root() ? Backend.CONTAINERD : Backend.SIMULATED);
    }

    private void checkMachine(Backend runtime, boolean mayInstall, PhaseReport report)
            throws IOException, InterruptedException {
        switch (runtime) {
            case SIMULATED -> context.say(context.root() ? "up.simulated" : "up.simulated-no-root");
            case CONTAINERD -> {
                if (!context.root()) {
                    throw new CommandException(ExitCode.HOST_UNSUPPORTED, context.text("up.needs-root"));
                }
                Path log = Files.createDirectories(context.cache()).resolve("install.log");
                if (new HostPackages(context, Distribution.ofThisMachine()).provide(runtime, mayInstall, log)) {
                    report.done("packages");
                }
            }
        }
    }

    private int port(SetupOptions options) throws IOException {
        Optional<Integer> wanted = options.port(context);
        if (wanted.isPresent()) {
            if (!Ports.free(wanted.get())) {
                throw portInUse(wanted.get());
            }
            return wanted.get();
        }
        Set<Integer> ofOthers = portsOfOthers();
        IntPredicate free = port -> !ofOthers.contains(port) && Ports.free(port);
        int port = Ports.firstFree(Ports.DEFAULT, free).orElseThrow(() -> portInUse(Ports.DEFAULT));
        if (port != Ports.DEFAULT) {
            context.say("up.other-port", Ports.DEFAULT, port);
        }
        return port;
    }

    private Set<Integer> portsOfOthers() throws IOException {
        return others().stream().map(ClusterSettings::port).collect(Collectors.toSet());
    }

    private ClusterAddresses addresses() throws IOException {
        try {
            return ClusterAddresses.firstFree(
                    others().stream().map(other -> other.addresses().number()).collect(Collectors.toSet()));
        } catch (IllegalStateException none) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(none.getMessage()), none);
        }
    }

    /** Some may be stopped now. */
    private List<ClusterSettings> others() throws IOException {
        List<ClusterSettings> others = new ArrayList<>();
        for (ClusterFolder other : ClusterFolder.all(context)) {
            ClusterSettings.read(context, other).ifPresent(others::add);
        }
        return others;
    }

    private CommandException portInUse(int port) {
        return new CommandException(ExitCode.FAILED, context.text("port.in-use", port));
    }
}
