package dev.jukung.apiserver.audit;

import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import dev.jukung.value.ParseException;
import dev.jukung.value.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an audit policy ({@code --audit-policy-file}) and names everything that is wrong with it, in Kubernetes' words. */
public final class PolicyReader {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyReader.class);
    private static final Set<String> POLICY_FIELDS =
            Set.of("apiVersion", "kind", "metadata", "rules", "omitStages", "omitManagedFields");
    private static final Set<String> RULE_FIELDS = Set.of(
            "level",
            "users",
            "userGroups",
            "verbs",
            "resources",
            "namespaces",
            "nonResourceURLs",
            "omitStages",
            "omitManagedFields");

    private PolicyReader() {}

    /** @throws IllegalArgumentException with everything that is wrong */
    public static AuditPolicy read(Path file) {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("failed to read file path \"" + file + "\": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + ": from file " + file, e);
        }
    }

    static AuditPolicy parse(byte[] yaml) {
        ObjectValue policy = decode(yaml);
        String apiVersion = policy.text("apiVersion", "");
        String kind = policy.text("kind", "");
        if (!apiVersion.equals("audit.k8s.io/v1") || !kind.equals("Policy")) {
            throw new IllegalArgumentException(
                    "failed decoding: no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\"");
        }
        unknown(policy, POLICY_FIELDS, "");
        FieldErrors errors = new FieldErrors();
        Set<Stage> omitted = stages(policy.list("omitStages"), FieldPath.of("omitStages"), errors);
        List<AuditPolicy.Rule> rules = new ArrayList<>();
        for (ObjectValue rule : policy.list("rules").objects()) {
            rules.add(rule(rule, FieldPath.of("rules").index(rules.size()), errors));
        }
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(errors.message());
        }
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("loaded illegal policy with 0 rules");
        }
        return new AuditPolicy(rules, omitted, policy.flag("omitManagedFields", false));
    }

    private static ObjectValue decode(byte[] yaml) {
        try {
            if (Yaml.parse(yaml) instanceof ObjectValue policy) {
                return policy;
            }
            throw new IllegalArgumentException("failed decoding: an audit policy is an object");
        } catch (ParseException e) {
            throw new IllegalArgumentException("failed decoding: " + e.getMessage(), e);
        }
    }

    /** As in Kubernetes a field that nobody knows is no reason not to start. */
    private static void unknown(ObjectValue object, Set<String> known, String where) {
        object.forEach((key, _) -> {
            if (!known.contains(key)) {
                LOG.warn(
                        "Audit policy contains errors, falling back to lenient decoding: unknown field \"{}{}\"",
                        where,
                        key);
            }
        });
    }

    private static AuditPolicy.Rule rule(ObjectValue rule, FieldPath path, FieldErrors errors) {
        unknown(rule, RULE_FIELDS, path + ".");
        Level level = level(rule.text("level", ""), path.child("level"), errors);
        List<String> paths = rule.list("nonResourceURLs").texts();
        checkPaths(paths, path.child("nonResourceURLs"), errors);
        List<AuditPolicy.Resources> resources = new ArrayList<>();
        for (ObjectValue each : rule.list("resources").objects()) {
            resources.add(resources(each, path.child("resources"), errors));
        }
        Set<Stage> omitted = stages(rule.list("omitStages"), path.child("omitStages"), errors);
        List<String> namespaces = rule.list("namespaces").texts();
        if (!paths.isEmpty() && (!resources.isEmpty() || !namespaces.isEmpty())) {
            errors.add(FieldError.invalid(
                    path.child("nonResourceURLs"),
                    rule.list("nonResourceURLs"),
                    "rules cannot apply to both regular resources and non-resource URLs"));
        }
        return new AuditPolicy.Rule(
                level,
                rule.list("users").texts(),
                rule.list("userGroups").texts(),
                rule.list("verbs").texts(),
                resources,
                namespaces,
                paths,
                omitted,
                rule.has("omitManagedFields") ? Optional.of(rule.flag("omitManagedFields", false)) : Optional.empty());
    }

    private static Level level(String text, FieldPath path, FieldErrors errors) {
        Optional<Level> level = Arrays.stream(Level.values())
                .filter(each -> each.text().equals(text))
                .findFirst();
        if (text.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        } else if (level.isEmpty()) {
            errors.add(FieldError.notSupported(
                    path, text, Arrays.stream(Level.values()).map(Level::text).toList()));
        }
        return level.orElse(Level.NONE);
    }

    private static Set<Stage> stages(ListValue texts, FieldPath path, FieldErrors errors) {
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        int at = 0;
        for (String text : texts.texts()) {
            Optional<Stage> stage = Arrays.stream(Stage.values())
                    .filter(each -> each.text().equals(text))
                    .findFirst();
            stage.ifPresent(stages::add);
            if (stage.isEmpty()) {
                errors.add(FieldError.invalid(
                        path.index(at),
                        text,
                        "allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic"));
            }
            at++;
        }
        return stages;
    }

    private static void checkPaths(List<String> paths, FieldPath path, FieldErrors errors) {
        for (int i = 0; i < paths.size(); i++) {
            String url = paths.get(i);
            if (url.equals("*")) {
                continue;
            }
            if (!url.startsWith("/")) {
                errors.add(FieldError.invalid(
                        path.index(i), url, "non-resource URL rules must begin with a '/' character"));
            }
            int star = url.indexOf('*');
            if (star >= 0 && star < url.length() - 1) {
                errors.add(FieldError.invalid(
                        path.index(i), url, "non-resource URL wildcards '*' must be the final character of the rule"));
            }
        }
    }

    private static AuditPolicy.Resources resources(ObjectValue value, FieldPath path, FieldErrors errors) {
        String group = value.text("group", "");
        List<String> resources = value.list("resources").texts();
        List<String> names = value.list("resourceNames").texts();
        if (!group.isEmpty() && !group.equals("*")) {
            List<String> problems = NameRule.SUBDOMAIN.problems(group, false);
            if (!problems.isEmpty()) {
                errors.add(FieldError.invalid(path.child("group"), group, String.join(",", problems)));
            }
        }
        if (!names.isEmpty() && resources.isEmpty()) {
            errors.add(FieldError.invalid(
                    path.child("resourceNames"),
                    value.list("resourceNames"),
                    "using resourceNames requires at least one resource"));
        }
        return new AuditPolicy.Resources(group, resources, names);
    }
}
