package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.authorization.PodReferences;
import dev.jukung.apiserver.registry.Admission;
import dev.jukung.apiserver.registry.Failures;
import dev.jukung.apiserver.registry.Kind;
import dev.jukung.apiserver.registry.StoredObject;
import dev.jukung.model.ObjectKey;
import dev.jukung.model.Resources;
import dev.jukung.runtime.ApiException;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * ServiceAccount: gives every Pod a ServiceAccount and, unless told not to, a projected volume with its token. Pods that stand
 * for static ones get nothing and may ask for nothing of the kind.
 */
final class ServiceAccountDefaults implements Admission {
    private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final String MIRROR = "kubernetes.io/config.mirror";
    private static final long TOKEN_SECONDS = 3607;

    private final DefaultAccount waited;

    ServiceAccountDefaults(DefaultAccount waited) {
        this.waited = waited;
    }

    @Override
    public ObjectValue mutate(Review review) throws InterruptedException {
        if (!review.concerns("", "pods") || review.operation() != Operation.CREATE) {
            return review.object();
        }
        ObjectValue pod = review.object();
        if (pod.object("metadata").object("annotations").has(MIRROR)) {
            return pod;
        }
        ObjectValue spec = pod.object("spec");
        String name = spec.text("serviceAccountName", "");
        if (name.isEmpty()) {
            name = DefaultAccount.NAME;
            spec = spec.with("serviceAccountName", name).with("serviceAccount", name);
        }
        ObjectValue account = account(review, name);
        boolean mounts = spec.get("automountServiceAccountToken") instanceof Boolean own
                ? own
                : account.flag("automountServiceAccountToken", true);
        if (mounts) {
            spec = withToken(spec, review);
        }
        if (spec.list("imagePullSecrets").isEmpty()
                && !account.list("imagePullSecrets").isEmpty()) {
            spec = spec.with("imagePullSecrets", account.list("imagePullSecrets"));
        }
        return pod.with("spec", spec);
    }

    @Override
    public void validate(Review review) throws InterruptedException {
        String below = review.call().subresource();
        if (!review.call().kind().qualifiedName().equals("pods")) {
            return;
        }
        ObjectValue spec = review.object().object("spec");
        if (review.operation() == Operation.UPDATE && below.equals("ephemeralcontainers")) {
            checkSecrets(review, MountableSecrets::problemOfEphemeral);
        } else if (review.operation() == Operation.CREATE && below.isEmpty()) {
            if (review.object().object("metadata").object("annotations").has(MIRROR)) {
                checkMirror(review, spec);
            } else {
                checkSecrets(review, MountableSecrets::problem);
            }
        }
    }

    private void checkSecrets(Review review, BiFunction<ObjectValue, ObjectValue, Optional<String>> problem)
            throws InterruptedException {
        ObjectValue spec = review.object().object("spec");
        String name = spec.text("serviceAccountName", "");
        if (name.isEmpty()) {
            throw refused(
                    review,
                    "no service account specified for pod " + review.call().namespace() + "/"
                            + review.object().object("metadata").text("name", ""));
        }
        ObjectValue account = account(review, name);
        if (MountableSecrets.areEnforced(account)) {
            problem.apply(account, spec).ifPresent(why -> {
                throw refused(review, why);
            });
        }
    }

    private static void checkMirror(Review review, ObjectValue spec) {
        if (!spec.text("serviceAccountName", "").isEmpty()) {
            throw refused(review, "a mirror pod may not reference service accounts");
        }
        if (!PodReferences.secrets(review.object()).isEmpty()) {
            throw refused(review, "a mirror pod may not reference secrets");
        }
        boolean token = spec.list("volumes").objects().stream()
                .flatMap(volume -> volume.object("projected").list("sources").objects().stream())
                .anyMatch(source -> source.has("serviceAccountToken"));
        if (token) {
            throw refused(review, "a mirror pod may not use ServiceAccountToken volume projections");
        }
    }

    private static ApiException refused(Review review, String why) {
        return Failures.forbidden(
                review.call().kind(), review.object().object("metadata").text("name", ""), why);
    }

    private ObjectValue account(Review review, String name) throws InterruptedException {
        Kind accounts = review.context().kinds().get(Resources.SERVICEACCOUNTS);
        ObjectKey key = ObjectKey.of(review.call().namespace(), name);
        Optional<ObjectValue> found = review.context()
                .snapshot()
                .get(accounts.key(key))
                .map(entry -> StoredObject.of(entry).tree());
        if (found.isEmpty() && name.equals(DefaultAccount.NAME)) {
            found = waited.await(accounts, key);
        }
        return found.orElseThrow(() -> refused(
                review, "error looking up service account " + key + ": serviceaccount \"" + name + "\" not found"));
    }

    private static ObjectValue withToken(ObjectValue spec, Review review) {
        String volume = existing(spec)
                .orElseGet(() -> "kube-api-access-" + review.context().random().suffix(5));
        boolean used = false;
        ObjectValue result = spec;
        for (String list : List.of("initContainers", "containers")) {
            ListValue containers = result.list(list);
            for (int i = 0; i < containers.size(); i++) {
                ObjectValue container = (ObjectValue) containers.get(i);
                boolean mounted = container.list("volumeMounts").objects().stream()
                        .anyMatch(mount -> mount.text("mountPath", "").equals(MOUNT_PATH));
                if (!mounted) {
                    used = true;
                    ObjectValue mount = ObjectValue.of("name", volume, "readOnly", true, "mountPath", MOUNT_PATH);
                    containers = containers.with(
                            i,
                            container.with(
                                    "volumeMounts",
                                    container.list("volumeMounts").plus(mount)));
                }
            }
            result = containers.isEmpty() ? result : result.with(list, containers);
        }
        if (!used || existing(spec).isPresent()) {
            return result;
        }
        return result.with("volumes", result.list("volumes").plus(tokenVolume(volume)));
    }

    private static Optional<String> existing(ObjectValue spec) {
        return spec.list("volumes").objects().stream()
                .map(volume -> volume.text("name", ""))
                .filter(name -> name.startsWith("kube-api-access-"))
                .findFirst();
    }

    private static ObjectValue tokenVolume(String name) {
        ObjectValue token = ObjectValue.of(
                "serviceAccountToken", ObjectValue.of("expirationSeconds", TOKEN_SECONDS, "path", "token"));
        ObjectValue root = ObjectValue.of(
                "configMap",
                ObjectValue.of(
                        "name",
                        "kube-root-ca.crt",
                        "items",
                        ListValue.of(ObjectValue.of("key", "ca.crt", "path", "ca.crt"))));
        ObjectValue field = ObjectValue.of("apiVersion", "v1", "fieldPath", "metadata.namespace");
        ObjectValue namespace = ObjectValue.of(
                "downwardAPI",
                ObjectValue.of("items", ListValue.of(ObjectValue.of("path", "namespace", "fieldRef", field))));
        ObjectValue projected = ObjectValue.of("sources", ListValue.of(token, root, namespace), "defaultMode", 420L);
        return ObjectValue.of("name", name, "projected", projected);
    }
}
