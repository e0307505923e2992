package dev.jukung.controllers.serviceaccount;

/** Signs tokens that are kept in Secrets: they do not expire. Thread-safe. */
@FunctionalInterface
public interface TokenSigner {
    /**
     * @param uid of the ServiceAccount
     * @param secret the name of the Secret that will hold the token
     */
    String sign(String namespace, String account, String uid, String secret);
}
