package dev.jukung.apiserver.authorization;

import dev.jukung.value.ObjectValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The Secrets that a PersistentVolume needs where it is mounted. */
final class VolumeSecrets {
    private static final List<String> REFERRING =
            List.of("cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos");
    /** The others of a CSI volume are for its controller only. */
    private static final List<String> OF_CSI =
            List.of("nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef");

    private VolumeSecrets() {}

    static Set<NodeGraph.Vertex> visibleToKubelets(ObjectValue volume) {
        ObjectValue spec = volume.object("spec");
        String claimed = spec.object("claimRef").text("namespace", "");
        Set<NodeGraph.Vertex> secrets = new LinkedHashSet<>();
        ObjectValue azure = spec.object("azureFile");
        add(secrets, azure.text("secretNamespace", ""), claimed, azure.text("secretName", ""));
        for (String source : REFERRING) {
            reference(secrets, spec.object(source).object("secretRef"), claimed);
        }
        for (String reference : OF_CSI) {
            reference(secrets, spec.object("csi").object(reference), claimed);
        }
        return secrets;
    }

    private static void reference(Set<NodeGraph.Vertex> secrets, ObjectValue reference, String claimed) {
        add(secrets, reference.text("namespace", ""), claimed, reference.text("name", ""));
    }

    private static void add(Set<NodeGraph.Vertex> secrets, String namespace, String otherwise, String name) {
        if (!name.isEmpty()) {
            secrets.add(new NodeGraph.Vertex(NodeGraph.Type.SECRET, namespace.isEmpty() ? otherwise : namespace, name));
        }
    }
}
