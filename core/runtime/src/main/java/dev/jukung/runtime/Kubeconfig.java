package dev.jukung.runtime;

import dev.jukung.http.ClientTls;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.http.pki.TrustBundle;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The kubeconfig files of components: which server, which authorities, which identity. Of several files the first that
 * says something counts, as in {@code KUBECONFIG}. Not supported are {@code exec}, {@code auth-provider}, user names with
 * passwords, and proxies; they are refused by name. Immutable.
 */
public final class Kubeconfig {
    private static final List<String> NOT_SUPPORTED = List.of("exec", "auth-provider", "username", "password", "as");

    /** A file and the folder from which its relative paths count. */
    private record Source(ObjectValue tree, Path folder) {}

    /** A named entry: {@code clusters}, {@code contexts} or {@code users}. */
    private record Entry(ObjectValue content, Path folder) {}

    private final List<Source> sources;

    private Kubeconfig(List<Source> sources) {
        this.sources = sources;
    }

    /** Files that do not exist say nothing. */
    public static Kubeconfig read(List<Path> files) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (Path file : files) {
            if (Files.exists(file)) {
                sources.add(source(Files.readString(file), folderOf(file), file.toString()));
            }
        }
        return new Kubeconfig(List.copyOf(sources));
    }

    private static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    /** @param folder from which relative paths count */
    public static Kubeconfig parse(String yaml, Path folder) {
        return new Kubeconfig(List.of(source(yaml, folder, "kubeconfig")));
    }

    private static Source source(String yaml, Path folder, String name) {
        try {
            return new Source(Yaml.parse(yaml) instanceof ObjectValue tree ? tree : ObjectValue.EMPTY, folder);
        } catch (ParseException e) {
            throw new IllegalArgumentException("error loading config file \"" + name + "\": " + e.getMessage(), e);
        }
    }

    public Optional<String> currentContext() {
        return sources.stream()
                .map(source -> source.tree().text("current-context", ""))
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    /** @throws IllegalArgumentException in kubectl's words when something is missing, or not supported */
    public ClusterAccess currentAccess() {
        return access(currentContext()
                .orElseThrow(() -> new IllegalArgumentException(
                        "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER"
                                + " environment variable")));
    }

    /** {@link #currentAccess} for another context. */
    public ClusterAccess access(String contextName) {
        ObjectValue context = entry("contexts", "context", contextName)
                .orElseThrow(() -> new IllegalArgumentException("context \"" + contextName + "\" does not exist"))
                .content();
        String clusterName = context.text("cluster", "");
        Entry cluster = entry("clusters", "cluster", clusterName)
                .orElseThrow(() -> new IllegalArgumentException("cluster \"" + clusterName + "\" does not exist"));
        Entry user =
                entry("users", "user", context.text("user", "")).orElse(new Entry(ObjectValue.EMPTY, cluster.folder()));
        for (String field : NOT_SUPPORTED) {
            if (user.content().has(field)) {
                throw new IllegalArgumentException("kubeconfig: user \"" + context.text("user", "") + "\": " + field
                        + " is not supported; use a client certificate or a token");
            }
        }
        try {
            return new ClusterAccess(
                    URI.create(cluster.content().text("server", "")),
                    tls(cluster, user),
                    token(user),
                    context.text("namespace", "default"));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("invalid configuration: " + e.getMessage(), e);
        }
    }

    private Optional<Entry> entry(String list, String kind, String name) {
        for (Source source : sources) {
            for (ObjectValue item : source.tree().list(list).objects()) {
                if (item.text("name", "").equals(name)) {
                    return Optional.of(new Entry(item.object(kind), source.folder()));
                }
            }
        }
        return Optional.empty();
    }

    private static ClientTls tls(Entry cluster, Entry user) throws IOException, GeneralSecurityException {
        Optional<String> authorities = content(cluster, "certificate-authority");
        ClientTls tls;
        if (cluster.content().flag("insecure-skip-tls-verify", false)) {
            tls = ClientTls.trustingAnyone();
        } else if (authorities.isPresent()) {
            tls = ClientTls.trusting(TrustBundle.ofPem(authorities.get()));
        } else {
            tls = ClientTls.SYSTEM;
        }
        Optional<String> serverName = cluster.content().text("tls-server-name");
        if (serverName.isPresent()) {
            tls = tls.withServerName(serverName.get());
        }
        Optional<String> certificate = content(user, "client-certificate");
        Optional<String> key = content(user, "client-key");
        return certificate.isPresent() && key.isPresent()
                ? tls.withIdentity(TlsIdentity.ofPem(certificate.get(), key.get()))
                : tls;
    }

    private static Supplier<Optional<String>> token(Entry user) {
        Optional<String> file = user.content().text("tokenFile").filter(name -> !name.isEmpty());
        if (file.isPresent()) {
            return ClusterAccess.tokenFile(user.folder().resolve(file.get()));
        }
        Optional<String> token = user.content().text("token").filter(text -> !text.isEmpty());
        return () -> token;
    }

    /** What {@code field-data} holds in base64, or the file that {@code field} names. */
    private static Optional<String> content(Entry entry, String field) throws IOException {
        Optional<String> data = entry.content().text(field + "-data").filter(text -> !text.isEmpty());
        if (data.isPresent()) {
            return Optional.of(new String(Base64.getMimeDecoder().decode(data.get()), StandardCharsets.UTF_8));
        }
        Optional<String> file = entry.content().text(field).filter(name -> !name.isEmpty());
        return file.isPresent() ? Optional.of(Files.readString(entry.folder().resolve(file.get()))) : Optional.empty();
    }
}
