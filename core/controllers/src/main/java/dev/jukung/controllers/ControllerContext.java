package dev.jukung.controllers;

import dev.jukung.controllers.serviceaccount.TokenSigner;
import dev.jukung.http.pki.CertificateAuthority;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Surroundings;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the controllers are made from.
 *
 * @param watching the identity that all of them read with: {@code system:kube-controller-manager}
 * @param clients the identity that a controller writes with, by its name: Kubernetes' is the ServiceAccount of that name
 *     in {@code kube-system}
 * @param rootCa the certificates by which pods know the API server, in PEM
 * @param tokens signs what is kept in Secrets for ServiceAccounts
 * @param authority signs CertificateSigningRequests; without one nobody does
 */
public record ControllerContext(
        ApiClient watching,
        Function<String, ApiClient> clients,
        Surroundings surroundings,
        String rootCa,
        TokenSigner tokens,
        Optional<CertificateAuthority> authority) {}
