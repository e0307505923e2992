package dev.jukung.app.role;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.cluster.CertificateFiles;
import dev.jukung.cluster.HostAddress;
import dev.jukung.model.Cidr;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jukung certs}: keys, certificates and kubeconfigs for components in processes of their own. */
@Command(name = "certs")
public final class CertsCommand implements Callable<Integer> {
    @Option(names = "--dir", required = true, paramLabel = "DIR", descriptionKey = "certs.dir")
    private @Nullable Path folder;

    @Option(names = "--server", paramLabel = "URL", descriptionKey = "certs.server")
    private String server = "https://127.0.0.1:6443";

    @Option(names = "--host", split = ",", paramLabel = "NAME[,NAME]", descriptionKey = "certs.host")
    private List<String> hosts = new ArrayList<>();

    @Option(names = "--service-cluster-ip-range", paramLabel = "CIDR", descriptionKey = "certs.range")
    private String range = "10.96.0.0/12";

    @Option(names = "--node-name", paramLabel = "NAME", descriptionKey = "certs.node")
    private @Nullable String node;

    private final CommandContext context;

    public CertsCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Path target = java.util.Objects.requireNonNull(folder, "folder");
        List<String> names = new ArrayList<>(List.of(
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
                "localhost",
                HostAddress.hostName(),
                "127.0.0.1",
                "::1"));
        HostAddress.firstReachable().ifPresent(names::add);
        names.addAll(hosts);
        try {
            names.add(Cidr.parse(range).address(1));
            String host = URI.create(server).getHost();
            if (host == null) {
                throw new IllegalArgumentException("not the URL of a server: " + server);
            }
            names.add(host.replaceAll("[\\[\\]]", ""));
        } catch (IllegalArgumentException e) {
            throw new CommandException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        try {
            List<Path> made = CertificateFiles.write(
                    new CertificateFiles.Plan(
                            target,
                            server,
                            names.stream().distinct().toList(),
                            node == null ? HostAddress.hostName() : node),
                    context.clock());
            made.forEach(context.out()::println);
        } catch (GeneralSecurityException e) {
            throw new CommandException(ExitCode.FAILED, context.text("server.broken-keys", target, e.toString()), e);
        }
        return ExitCode.OK.code();
    }
}
