package dev.jukung.kubelet.certificate;

import dev.jukung.http.pki.Keys;
import dev.jukung.http.pki.Pem;
import dev.jukung.http.pki.TlsIdentity;
import dev.jukung.kubelet.certificate.CertificateOrder.Outcome;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first client certificate of a kubelet, asked for with a credential that is good for nothing else. The key is kept until the
 * certificate is there, so a kubelet that is started anew waits for the request it has made. Blocking; confined to one thread.
 */
public final class ClientBootstrap {
    private static final Logger LOG = LoggerFactory.getLogger(ClientBootstrap.class);
    /** Kubernetes': how long somebody may take to approve. */
    private static final Duration PATIENCE = Duration.ofHours(1);
    /** Kubernetes': how long the API server may take to come up. */
    private static final Duration SERVER_LIMIT = Duration.ofMinutes(1);

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final String KEY_FILE = "kubelet-client.key.tmp";

    private final ApiClient client;
    private final CertificateStore store;
    private final Surroundings around;

    /** @param client as whom the certificate is asked for */
    public ClientBootstrap(ApiClient client, CertificateStore store, Surroundings around) {
        this.client = client;
        this.store = store;
        this.around = around;
    }

    /**
     * Asks, waits, and puts what is issued into the store.
     *
     * @throws IOException when it is refused, or nobody decides in time
     */
    public TlsIdentity obtain(String nodeName) throws IOException, GeneralSecurityException, InterruptedException {
        Path keyFile = store.folder().resolve(KEY_FILE);
        KeyPair keys = keys(keyFile);
        CertificateWish wish = CertificateWish.client(nodeName);
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        try (CertificateOrder _ = place(wish, keys, outcome)) {
            LOG.info("Waiting for client certificate to be issued");
            switch (outcome.get()) {
                case Outcome.Issued(TlsIdentity identity) -> {
                    store.put(identity, around.clock().now());
                    Files.deleteIfExists(keyFile);
                    return identity;
                }
                case Outcome.Failed(String why) ->
                    throw new IOException("failed to run Kubelet: cannot create certificate signing request: " + why);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an order ends with an outcome", e);
        }
    }

    private CertificateOrder place(CertificateWish wish, KeyPair keys, CompletableFuture<Outcome> outcome)
            throws IOException, InterruptedException {
        long end = around.clock().nanos() + SERVER_LIMIT.toNanos();
        while (true) {
            try {
                return CertificateOrder.place(
                        client,
                        CertificateOrder.Name.exact(name(wish, keys)),
                        wish,
                        keys,
                        PATIENCE,
                        around,
                        outcome::complete);
            } catch (ApiException e) {
                if (around.clock().nanos() > end || e.reason().remedy() != Reason.Remedy.WAIT) {
                    throw new IOException(
                            "failed to run Kubelet: cannot create certificate signing request: " + e.getMessage(), e);
                }
                LOG.info("Failed to connect to apiserver: {}", e.getMessage());
            }
            around.clock().sleep(PAUSE);
        }
    }

    private static KeyPair keys(Path file) throws IOException, GeneralSecurityException {
        if (Files.exists(file)) {
            String text = Files.readString(file);
            return new KeyPair(Pem.publicKey(text), Pem.privateKey(text));
        }
        KeyPair made = Keys.ec();
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        CertificateStore.writePrivate(file, Pem.of(made.getPrivate()) + Pem.of(made.getPublic()));
        return made;
    }

    /** The same for the same key and wish. */
    private static String name(CertificateWish wish, KeyPair keys) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-512/256");
            digest.update(keys.getPublic().getEncoded());
            digest.update(wish.toString().getBytes(StandardCharsets.UTF_8));
            return "node-csr-" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-512/256", e);
        }
    }
}
