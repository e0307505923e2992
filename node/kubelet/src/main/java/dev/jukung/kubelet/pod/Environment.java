package dev.jukung.kubelet.pod;

import dev.jukung.kubelet.container.ContainerConfig.EnvironmentVariable;
import dev.jukung.model.core.v1.ConfigMap;
import dev.jukung.model.core.v1.ConfigMapKeySelector;
import dev.jukung.model.core.v1.Container;
import dev.jukung.model.core.v1.EnvFromSource;
import dev.jukung.model.core.v1.EnvVar;
import dev.jukung.model.core.v1.EnvVarSource;
import dev.jukung.model.core.v1.Pod;
import dev.jukung.model.core.v1.ResourceFieldSelector;
import dev.jukung.model.core.v1.Secret;
import dev.jukung.model.core.v1.SecretKeySelector;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The environment of a container: {@code envFrom}, then {@code env} in order (each may use the ones before it), then what tells where
 * Services are. Confined to one thread.
 */
final class Environment {
    private final Pod pod;
    private final Container container;
    private final ReferencedObjects objects;
    private final NodeSettings node;
    private final List<String> addresses;
    private final Map<String, String> result = new LinkedHashMap<>();

    private Environment(
            Pod pod, Container container, ReferencedObjects objects, NodeSettings node, List<String> addresses) {
        this.pod = pod;
        this.container = container;
        this.objects = objects;
        this.node = node;
        this.addresses = addresses;
    }

    /** @param addresses of the pod, the main one first */
    static Map<String, String> of(
            Pod pod, Container container, ReferencedObjects objects, NodeSettings node, List<String> addresses)
            throws ConfigurationException, InterruptedException {
        return new Environment(pod, container, objects, node, addresses).build();
    }

    static List<EnvironmentVariable> variables(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(entry -> new EnvironmentVariable(entry.getKey(), entry.getValue()))
                .toList();
    }

    private Map<String, String> build() throws ConfigurationException, InterruptedException {
        Map<String, String> services = ServiceVariables.of(
                objects.services(),
                pod.namespace(),
                pod.spec().enableServiceLinks().orElse(true));
        for (EnvFromSource source : container.envFrom()) {
            addAll(source);
        }
        for (EnvVar variable : container.env()) {
            Map<String, String> known = new LinkedHashMap<>(services);
            known.putAll(result);
            Optional<String> value = variable.valueFrom().isPresent()
                    ? from(variable.valueFrom().get())
                    : Optional.of(Expansion.expand(variable.value().orElse(""), known));
            value.ifPresent(text -> result.put(variable.name(), text));
        }
        services.forEach(result::putIfAbsent);
        return result;
    }

    private void addAll(EnvFromSource source) throws ConfigurationException, InterruptedException {
        String prefix = source.prefix().orElse("");
        if (source.configMapRef().isPresent()) {
            String name = source.configMapRef().get().name().orElse("");
            boolean optional = source.configMapRef().get().optional().orElse(false);
            Optional<ConfigMap> found = configMap(name, optional);
            found.ifPresent(map -> map.data().forEach((key, value) -> result.put(prefix + key, value)));
        }
        if (source.secretRef().isPresent()) {
            String name = source.secretRef().get().name().orElse("");
            boolean optional = source.secretRef().get().optional().orElse(false);
            Optional<Secret> found = secret(name, optional);
            found.ifPresent(secret -> secret.data()
                    .forEach((key, value) -> result.put(prefix + key, new String(value, StandardCharsets.UTF_8))));
        }
    }

    private Optional<String> from(EnvVarSource source) throws ConfigurationException, InterruptedException {
        if (source.fieldRef().isPresent()) {
            String path = source.fieldRef().get().fieldPath();
            return Optional.of(PodFields.field(pod, path, addresses, node.addresses())
                    .orElseThrow(() -> new ConfigurationException("unsupported fieldPath: " + path)));
        }
        if (source.resourceFieldRef().isPresent()) {
            return Optional.of(resource(source.resourceFieldRef().get()));
        }
        if (source.configMapKeyRef().isPresent()) {
            return fromConfigMap(source.configMapKeyRef().get());
        }
        if (source.secretKeyRef().isPresent()) {
            return fromSecret(source.secretKeyRef().get());
        }
        throw new ConfigurationException("this kind of valueFrom is not supported: " + source.tree());
    }

    private String resource(ResourceFieldSelector selector) throws ConfigurationException {
        String name = selector.containerName().orElse(container.name());
        Container selected = PodContainer.named(pod.spec(), name)
                .map(PodContainer::spec)
                .orElseThrow(() -> new ConfigurationException("container " + name + " not found"));
        return PodFields.resource(selected, selector, node.allocatable())
                .orElseThrow(
                        () -> new ConfigurationException("unsupported container resource : " + selector.resource()));
    }

    private Optional<String> fromConfigMap(ConfigMapKeySelector selector)
            throws ConfigurationException, InterruptedException {
        String name = selector.name().orElse("");
        boolean optional = selector.optional().orElse(false);
        Optional<ConfigMap> map = configMap(name, optional);
        Optional<String> value = map.map(found -> found.data().get(selector.key()));
        if (value.isEmpty() && !optional) {
            throw new ConfigurationException(
                    "couldn't find key " + selector.key() + " in ConfigMap " + pod.namespace() + "/" + name);
        }
        return value;
    }

    private Optional<String> fromSecret(SecretKeySelector selector)
            throws ConfigurationException, InterruptedException {
        String name = selector.name().orElse("");
        boolean optional = selector.optional().orElse(false);
        Optional<Secret> secret = secret(name, optional);
        Optional<byte[]> value = secret.map(found -> found.data().get(selector.key()));
        if (value.isEmpty() && !optional) {
            throw new ConfigurationException(
                    "couldn't find key " + selector.key() + " in Secret " + pod.namespace() + "/" + name);
        }
        return value.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private Optional<ConfigMap> configMap(String name, boolean optional)
            throws ConfigurationException, InterruptedException {
        Optional<ConfigMap> found = objects.configMap(pod.namespace(), name);
        if (found.isEmpty() && !optional) {
            throw new ConfigurationException("configmap \"" + name + "\" not found");
        }
        return found;
    }

    private Optional<Secret> secret(String name, boolean optional) throws ConfigurationException, InterruptedException {
        Optional<Secret> found = objects.secret(pod.namespace(), name);
        if (found.isEmpty() && !optional) {
            throw new ConfigurationException("secret \"" + name + "\" not found");
        }
        return found;
    }
}
