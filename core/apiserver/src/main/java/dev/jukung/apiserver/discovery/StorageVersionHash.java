package dev.jukung.apiserver.discovery;

import dev.jukung.model.ResourceType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** The hash by which clients see that the storage version of a resource changed (apiserver, discovery). */
final class StorageVersionHash {
    /** Kinds that Kubernetes stores as those of another group or version. */
    private static final Map<String, String> STORED_AS = Map.of(
            "events.k8s.io/Event", "/v1",
            "autoscaling/HorizontalPodAutoscaler", "autoscaling/v2",
            "admissionregistration.k8s.io/MutatingAdmissionPolicy", "admissionregistration.k8s.io/v1beta1",
            "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding", "admissionregistration.k8s.io/v1beta1",
            "apiextensions.k8s.io/CustomResourceDefinition", "apiextensions.k8s.io/v1beta1");

    private StorageVersionHash() {}

    static String of(ResourceType<?> type) {
        try {
            String own = type.group() + "/" + type.version();
            String text = STORED_AS.getOrDefault(type.group() + "/" + type.kind(), own) + "/" + type.kind();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(Arrays.copyOf(digest, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
