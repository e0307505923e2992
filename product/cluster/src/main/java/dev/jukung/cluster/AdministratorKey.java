package dev.jukung.cluster;

import dev.jukung.http.pki.TlsIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The administrator's key and certificate, made beside the start of everything else: finding an RSA key takes as long as a
 * third of it. Nothing of a start needs them until the kubeconfig is written.
 */
final class AdministratorKey {
    private final FutureTask<TlsIdentity> made;

    private AdministratorKey(FutureTask<TlsIdentity> made) {
        this.made = made;
    }

    static AdministratorKey begin(Credentials credentials) {
        FutureTask<TlsIdentity> task = new FutureTask<>(credentials::administrator);
        Thread.ofPlatform().daemon().name("administrator-key").start(task);
        return new AdministratorKey(task);
    }

    TlsIdentity await() throws IOException, GeneralSecurityException, InterruptedException {
        try {
            return made.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case GeneralSecurityException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}
