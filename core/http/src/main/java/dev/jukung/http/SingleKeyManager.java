package dev.jukung.http;

import dev.jukung.http.pki.TlsIdentity;
import java.net.Socket;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Knows one key and always shows it. The usual way there leads through a key store, which encrypts the key with ten
 * thousand rounds of hashing, in order to decrypt it again: 20 ms at every start. It also shows a client's certificate to
 * servers that name other authorities, as client-go does: a refused certificate explains itself, a missing one does not.
 * Immutable.
 */
final class SingleKeyManager extends X509ExtendedKeyManager {
    private static final String ALIAS = "identity";

    private final PrivateKey key;
    private final X509Certificate[] chain;

    SingleKeyManager(TlsIdentity identity) {
        key = identity.key();
        chain = identity.chain().toArray(X509Certificate[]::new);
    }

    /** The form in which Netty takes key managers. */
    static KeyManagerFactory factory(TlsIdentity identity) {
        return new Factory(new SingleKeyManager(identity), Security.getProviders()[0]);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return choose(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return choose(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return chain; // the same array each time: Netty keeps its native form as long as nothing changes
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ALIAS};
    }

    private @Nullable String choose(String keyType) {
        return keyType.equals(key.getAlgorithm()) ? ALIAS : null;
    }

    private static final class Factory extends KeyManagerFactory {
        Factory(SingleKeyManager manager, Provider provider) {
            super(new Service(manager), provider, "single");
        }
    }

    private static final class Service extends KeyManagerFactorySpi {
        private final SingleKeyManager manager;

        Service(SingleKeyManager manager) {
            this.manager = manager;
        }

        @Override
        protected void engineInit(@Nullable KeyStore store, char @Nullable [] password) {}

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) {}

        @Override
        protected KeyManager[] engineGetKeyManagers() {
            return new KeyManager[] {manager};
        }
    }
}
