package dev.jukung.controllers.statefulset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.apps.v1.StatefulSet;
import dev.jukung.model.core.v1.PersistentVolumeClaim;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.meta.v1.OwnerReference;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.Yaml;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A set of one replica; pod db-0 stays and db-1 is scaled away. */
class ClaimOwnersTest {
    private static final String SET =
            "{apiVersion: apps/v1, kind: StatefulSet, name: db, uid: set, controller: true, blockOwnerDeletion: true}";
    private static final String POD =
            "{apiVersion: v1, kind: Pod, name: db-%s, uid: pod, controller: true, blockOwnerDeletion: true}";

    private static StatefulSet set(String whenDeleted, String whenScaled) {
        return new StatefulSet((ObjectValue) Yaml.parse("""
                metadata: {name: db, namespace: default, uid: set}
                spec:
                  replicas: 1
                  persistentVolumeClaimRetentionPolicy: {whenDeleted: %s, whenScaled: %s}
                """.formatted(whenDeleted, whenScaled)));
    }

    private static String owner(String name, int ordinal) {
        return switch (name) {
            case "set" -> SET;
            case "earlier set" -> SET.replace("uid: set", "uid: earlier");
            case "pod" -> POD.formatted(ordinal);
            case "earlier pod" -> POD.formatted(ordinal).replace("uid: pod", "uid: earlier");
            case "plain set" -> SET.replace("controller: true", "controller: false");
            case "operator" -> "{apiVersion: example.com/v1, kind: Db, name: x, uid: operator, controller: true}";
            case "nobody" -> "";
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static String told(List<OwnerReference> owners) {
        return owners.isEmpty()
                ? "nobody"
                : owners.stream().map(OwnerReference::uid).collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "{0} with the set, {1} when scaled, pod {2}, owned by {3}")
    @CsvSource(delimiter = '|', textBlock = """
            Retain | Retain | 0 | nobody      | as it is
            Retain | Retain | 0 | set         | nobody
            Retain | Retain | 1 | pod         | nobody
            Delete | Retain | 0 | nobody      | set
            Delete | Retain | 1 | nobody      | set
            Delete | Retain | 1 | pod         | set
            Delete | Retain | 0 | set         | as it is
            Delete | Retain | 0 | plain set   | set
            Retain | Delete | 0 | nobody      | as it is
            Retain | Delete | 1 | nobody      | pod
            Retain | Delete | 0 | pod         | nobody
            Delete | Delete | 0 | nobody      | set
            Delete | Delete | 1 | set         | pod
            Delete | Delete | 1 | earlier pod | as it is
            Delete | Delete | 0 | earlier set | as it is
            Delete | Delete | 0 | operator    | as it is
            Retain | Retain | 0 | operator    | as it is
            """)
    void theRetentionPolicySaysWhoOwnsAClaim(
            String whenDeleted, String whenScaled, int ordinal, String before, String after) {
        PersistentVolumeClaim claim = new PersistentVolumeClaim(
                (ObjectValue) Yaml.parse("metadata: {name: data-db-%s, namespace: default, ownerReferences: [%s]}"
                        .formatted(ordinal, owner(before, ordinal))));
        Pod pod = new Pod(
                (ObjectValue) Yaml.parse("metadata: {name: db-%s, namespace: default, uid: pod}".formatted(ordinal)));

        assertThat(ClaimOwners.corrected(claim, set(whenDeleted, whenScaled), pod)
                        .map(corrected -> told(corrected.metadata().ownerReferences()))
                        .orElse("as it is"))
                .isEqualTo(after);
    }
}
