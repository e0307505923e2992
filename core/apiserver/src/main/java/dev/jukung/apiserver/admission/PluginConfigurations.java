package dev.jukung.apiserver.admission;

import dev.jukung.apiserver.configuration.ConfigurationFile;
import dev.jukung.apiserver.webhook.WebhookUsers;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.GoText;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What single plugins are told by the file of {@code --admission-control-config-file}. Immutable. */
public record PluginConfigurations(Map<String, ObjectValue> byPlugin) {
    public static final PluginConfigurations NONE = new PluginConfigurations(Map.of());

    private static final String KIND = "AdmissionConfiguration";
    private static final Set<String> TYPES = Set.of(
            ConfigurationFile.type("apiserver.config.k8s.io/v1", KIND),
            ConfigurationFile.type("apiserver.k8s.io/v1alpha1", KIND));

    /** What files were before there was an AdmissionConfiguration: the plugin by the field that tells it. */
    private static final Map<String, String> OLD_FORMS =
            Map.of("imagePolicy", "ImagePolicyWebhook", "podNodeSelectorPluginConfig", "PodNodeSelector");

    public PluginConfigurations {
        byPlugin = Map.copyOf(byPlugin);
    }

    /**
     * Reads the file, and the files that it names for plugins, which are looked for beside it.
     *
     * @param enabled the plugins that run; what is said of others is not looked at
     * @throws IllegalArgumentException with what is wrong, in Kubernetes' words
     */
    public static PluginConfigurations read(Path file, Collection<String> enabled) {
        try {
            return new PluginConfigurations(configurations(file, enabled));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("failed to read plugin config: " + e.getMessage(), e);
        }
    }

    private static Map<String, ObjectValue> configurations(Path file, Collection<String> enabled) {
        ObjectValue tree = parsed(
                file, "unable to read admission control configuration from " + GoText.quote(file.toString()) + " [%s]");
        Map<String, ObjectValue> configurations = new HashMap<>();
        boolean old = !tree.has("apiVersion") && OLD_FORMS.keySet().stream().anyMatch(tree::has);
        if (old) {
            OLD_FORMS.values().stream().filter(enabled::contains).forEach(name -> configurations.put(name, tree));
            return configurations;
        }
        List<ObjectValue> plugins =
                ConfigurationFile.decode(tree, KIND, TYPES).list("plugins").objects();
        for (ObjectValue plugin : plugins) {
            String name = plugin.text("name", "");
            String path = plugin.text("path", "");
            if (!enabled.contains(name) || configurations.containsKey(name)) {
                continue;
            }
            if (plugin.get("configuration") instanceof ObjectValue embedded) {
                configurations.put(name, embedded);
            } else if (!path.isEmpty()) {
                Path beside = file.toAbsolutePath().resolveSibling(path);
                configurations.put(
                        name, parsed(beside, "Couldn't open admission plugin configuration " + beside + ": %s"));
            }
        }
        return configurations;
    }

    private static ObjectValue parsed(Path file, String otherwise) {
        try {
            return ConfigurationFile.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            String why = Files.exists(file) ? String.valueOf(e.getMessage()) : "no such file or directory";
            throw new IllegalArgumentException(otherwise.formatted("open " + file + ": " + why), e);
        }
    }

    /** Empty where nothing is said about the plugin. */
    Optional<ObjectValue> of(String plugin) {
        return Optional.ofNullable(byPlugin.get(plugin));
    }

    /** As {@link #of}, read as an object of the plugin's own. */
    Optional<ObjectValue> of(String plugin, String definition, Set<String> types) {
        return of(plugin).map(tree -> ConfigurationFile.decode(tree, definition, types));
    }

    /** As whom a plugin asks its webhooks, by a WebhookAdmissionConfiguration. */
    WebhookUsers webhookUsers(String plugin) {
        String kind = "WebhookAdmissionConfiguration";
        Set<String> types = Set.of(ConfigurationFile.type("apiserver.config.k8s.io/v1", kind));
        ObjectValue config = of(plugin, kind, types).orElse(ObjectValue.EMPTY);
        if (!config.text("staticManifestsDir", "").isEmpty()) {
            throw new IllegalArgumentException("staticManifestsDir: Forbidden: staticManifestsDir requires the"
                    + " ManifestBasedAdmissionControlConfig feature gate to be enabled");
        }
        String file = config.text("kubeConfigFile", "");
        if (file.isEmpty()) {
            return WebhookUsers.NOBODY;
        }
        if (!Path.of(file).isAbsolute()) {
            throw new IllegalArgumentException(
                    FieldError.invalid(FieldPath.of("kubeConfigFile"), file, "must be an absolute file path")
                            .message());
        }
        try {
            return WebhookUsers.read(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("stat " + file + ": no such file or directory", e);
        }
    }
}
