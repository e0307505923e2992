package dev.jukung.controllers;

import dev.jukung.controllers.serviceaccount.TokenSigner;
import dev.jukung.model.ResourceType;
import dev.jukung.runtime.ApiClient;
import dev.jukung.runtime.Surroundings;
import java.util.List;
import java.util.function.Function;

/**
 * What the controllers are made from.
 *
 * @param watching the identity that all of them read with: {@code system:kube-controller-manager}
 * @param clients the identity that a controller writes with, by its name: Kubernetes' is the ServiceAccount of that name
 *     in {@code kube-system}
 * @param resources the built-in resources that the server has and that can be listed, watched and deleted, each in one
 *     version; {@link BuiltInResources#COLLECTABLE} unless the server was configured otherwise
 * @param rootCa the certificates by which pods know the API server, in PEM
 * @param tokens signs what is kept in Secrets for ServiceAccounts
 */
public record ControllerContext(
        ApiClient watching,
        Function<String, ApiClient> clients,
        Surroundings surroundings,
        List<ResourceType<?>> resources,
        String rootCa,
        TokenSigner tokens) {}
