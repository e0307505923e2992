package dev.jukung.apiserver.admission;

import dev.jukung.value.ObjectValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The annotation {@code kubernetes.io/enforce-mountable-secrets} of a ServiceAccount: its Pods use only the Secrets that it
 * names. Pure functions.
 */
final class MountableSecrets {
    private static final String ANNOTATION = "kubernetes.io/enforce-mountable-secrets";
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

    private MountableSecrets() {}

    static boolean areEnforced(ObjectValue account) {
        return TRUE.contains(account.object("metadata").object("annotations").text(ANNOTATION, ""));
    }

    /** Why the account's Pod may not be; empty where it may. */
    static Optional<String> problem(ObjectValue account, ObjectValue spec) {
        Set<String> secrets = names(account, "secrets");
        String suffix = " is not allowed because service account "
                + account.object("metadata").text("name", "") + " does not reference that ";
        for (ObjectValue volume : spec.list("volumes").objects()) {
            String name = volume.object("secret").text("secretName", "");
            if (volume.has("secret") && !secrets.contains(name)) {
                return Optional.of("volume with secret.secretName=\"" + name + "\"" + suffix + "secret");
            }
        }
        Optional<String> used = used(spec.list("initContainers").objects(), "init container ", secrets, suffix)
                .or(() -> used(spec.list("containers").objects(), "container ", secrets, suffix));
        if (used.isPresent()) {
            return used;
        }
        Set<String> pulls = names(account, "imagePullSecrets");
        List<ObjectValue> references = spec.list("imagePullSecrets").objects();
        for (int i = 0; i < references.size(); i++) {
            String name = references.get(i).text("name", "");
            if (!pulls.contains(name)) {
                return Optional.of("imagePullSecrets[" + i + "].name=\"" + name + "\"" + suffix + "imagePullSecret");
            }
        }
        return Optional.empty();
    }

    /** The same of containers that are added to a Pod. */
    static Optional<String> problemOfEphemeral(ObjectValue account, ObjectValue spec) {
        return used(
                spec.list("ephemeralContainers").objects(),
                "ephemeral container ",
                names(account, "secrets"),
                " is not allowed because service account "
                        + account.object("metadata").text("name", "") + " does not reference that ");
    }

    private static Set<String> names(ObjectValue account, String list) {
        return account.list(list).objects().stream()
                .map(reference -> reference.text("name", ""))
                .collect(Collectors.toSet());
    }

    private static Optional<String> used(
            List<ObjectValue> containers, String what, Set<String> secrets, String suffix) {
        for (ObjectValue container : containers) {
            String named = what + container.text("name", "");
            for (ObjectValue variable : container.list("env").objects()) {
                ObjectValue from = variable.object("valueFrom");
                String name = from.object("secretKeyRef").text("name", "");
                if (from.has("secretKeyRef") && !secrets.contains(name)) {
                    return Optional.of(named + " with envVar " + variable.text("name", "")
                            + " referencing secret.secretName=\"" + name + "\"" + suffix + "secret");
                }
            }
            for (ObjectValue source : container.list("envFrom").objects()) {
                String name = source.object("secretRef").text("name", "");
                if (source.has("secretRef") && !secrets.contains(name)) {
                    return Optional.of(
                            named + " with envFrom referencing secret.secretName=\"" + name + "\"" + suffix + "secret");
                }
            }
        }
        return Optional.empty();
    }
}
