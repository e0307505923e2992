package dev.jukung.app.kustomize;

import dev.jukung.value.ObjectValue;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** In which order the objects come out: as they came in, or so that what others need comes first. Immutable. */
sealed interface SortOrder {
    SortOrder LEGACY = new ByKind(
            List.of(
                    "Namespace",
                    "ResourceQuota",
                    "StorageClass",
                    "CustomResourceDefinition",
                    "ServiceAccount",
                    "PodSecurityPolicy",
                    "Role",
                    "ClusterRole",
                    "RoleBinding",
                    "ClusterRoleBinding",
                    "ConfigMap",
                    "Secret",
                    "Endpoints",
                    "Service",
                    "LimitRange",
                    "PriorityClass",
                    "PersistentVolume",
                    "PersistentVolumeClaim",
                    "Deployment",
                    "StatefulSet",
                    "CronJob",
                    "PodDisruptionBudget"),
            List.of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"));

    List<Resource> sort(Resources resources);

    static SortOrder parse(ObjectValue options) {
        ObjectValue legacy = options.object("legacySortOptions");
        return switch (options.text("order", "")) {
            case "fifo" -> {
                if (options.has("legacySortOptions")) {
                    throw new KustomizeException(
                            "the field 'sortOptions.legacySortOptions' is set but the selected sort"
                                    + " order is 'fifo', not 'legacy'");
                }
                yield new AsRead();
            }
            case "legacy" ->
                options.has("legacySortOptions")
                        ? new ByKind(
                                legacy.list("orderFirst").texts(),
                                legacy.list("orderLast").texts())
                        : LEGACY;
            default -> throw new KustomizeException("the field 'sortOptions.order' must be one of [fifo, legacy]");
        };
    }

    record AsRead() implements SortOrder {
        @Override
        public List<Resource> sort(Resources resources) {
            return resources.all();
        }
    }

    record ByKind(List<String> first, List<String> last) implements SortOrder {
        @Override
        public List<Resource> sort(Resources resources) {
            Map<String, Integer> rank = new HashMap<>();
            for (int i = 0; i < first.size(); i++) {
                rank.put(first.get(i), i - first.size());
            }
            for (int i = 0; i < last.size(); i++) {
                rank.put(last.get(i), i + 1);
            }
            return resources.all().stream()
                    .sorted(Comparator.comparing((Resource resource) ->
                                    rank.getOrDefault(resource.kind().name(), 0))
                            .thenComparing(resource -> kindKey(resource.kind()))
                            .thenComparing(ByKind::nameKey))
                    .toList();
        }

        /** "~G" sorts behind letters: the core group comes last. */
        private static String kindKey(ResourceId.Kind kind) {
            return orElse(kind.group(), "~G") + "_" + orElse(kind.version(), "~V") + "_" + kind.name();
        }

        private static String nameKey(Resource resource) {
            return orElse(resource.namespace(), "~X") + "|" + orElse(resource.name(), "~N");
        }

        private static String orElse(String text, String empty) {
            return text.isEmpty() ? empty : text;
        }
    }
}
