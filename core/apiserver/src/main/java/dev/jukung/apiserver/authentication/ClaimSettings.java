package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.authentication.OpenIdSettings.Mapping;
import dev.jukung.apiserver.registry.NameRule;
import dev.jukung.schema.FieldError;
import dev.jukung.schema.FieldErrors;
import dev.jukung.schema.FieldPath;
import dev.jukung.schema.cel.CelCompilation;
import dev.jukung.schema.cel.CelEnvironment;
import dev.jukung.schema.cel.CelProgram;
import dev.jukung.schema.cel.DeclType;
import dev.jukung.value.ListValue;
import dev.jukung.value.ObjectValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The part of one {@code jwt} of an AuthenticationConfiguration that is about claims: checked, and its expressions
 * compiled. Confined to one thread.
 */
final class ClaimSettings {
    private static final DeclType STRINGS = DeclType.list(DeclType.STRING);
    private static final CelEnvironment CLAIMS = CelEnvironment.builder()
            .variable("claims", DeclType.map(DeclType.DYN))
            .build();
    private static final CelEnvironment USER = CelEnvironment.builder()
            .variable(
                    "user",
                    DeclType.object(
                            "kubernetes.UserInfo",
                            Map.of(
                                    "username",
                                    DeclType.STRING,
                                    "uid",
                                    DeclType.STRING,
                                    "groups",
                                    STRINGS,
                                    "extra",
                                    DeclType.map(STRINGS))))
            .build();
    private static final Pattern HTTP_PATH = Pattern.compile("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+");
    private static final String BOTH = "claim and expression can't both be set";
    private static final String UNVERIFIED =
            "claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression"
                    + " or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression";

    private final FieldErrors errors;
    private final Map<String, String> required = new LinkedHashMap<>();
    private final List<OpenIdSettings.Rule> claimRules = new ArrayList<>();
    private final List<OpenIdSettings.Rule> userRules = new ArrayList<>();
    private final List<OpenIdSettings.Extra> extra = new ArrayList<>();
    private Optional<Mapping> username = Optional.empty();
    private Optional<Mapping> groups = Optional.empty();
    private Optional<Mapping> uid = Optional.empty();

    /** @param errors to be added to */
    ClaimSettings(FieldErrors errors) {
        this.errors = errors;
    }

    /** To be asked when there were no errors. */
    OpenIdSettings.Mappings mappings() {
        return new OpenIdSettings.Mappings(username.orElseThrow(), groups, uid, extra);
    }

    OpenIdSettings.Rules rules() {
        return new OpenIdSettings.Rules(required, claimRules, userRules);
    }

    private Optional<CelProgram> compiled(CelEnvironment environment, String expression, FieldPath path) {
        return switch (environment.compile(expression)) {
            case CelProgram program -> Optional.of(program);
            case CelCompilation.Problem(String text) -> {
                errors.add(FieldError.invalid(path, expression, "compilation failed: " + text));
                yield Optional.empty();
            }
        };
    }

    private Optional<CelProgram> condition(CelEnvironment environment, String expression, FieldPath path) {
        Optional<CelProgram> program = compiled(environment, expression, path);
        if (program.isPresent() && !program.get().resultType().equals("bool")) {
            errors.add(FieldError.invalid(path, expression, "must evaluate to bool"));
            return Optional.empty();
        }
        return program;
    }

    void claimRules(ListValue rules, FieldPath all) {
        Set<String> claims = new HashSet<>();
        Set<String> expressions = new HashSet<>();
        List<ObjectValue> objects = rules.objects();
        for (int i = 0; i < objects.size(); i++) {
            ObjectValue rule = objects.get(i);
            FieldPath path = all.index(i);
            String claim = rule.text("claim", "");
            String expression = rule.text("expression", "");
            if (!claim.isEmpty() && !expression.isEmpty()) {
                errors.add(FieldError.invalid(path, claim, BOTH));
            } else if (!claim.isEmpty()) {
                empty(rule, "message", "may not be specified when claim is set", path);
                unique(claims, claim, path.child("claim"));
                required.put(claim, rule.text("requiredValue", ""));
            } else if (!expression.isEmpty()) {
                empty(rule, "requiredValue", "may not be specified when expression is set", path);
                FieldPath place = path.child("expression");
                if (unique(expressions, expression, place)) {
                    condition(CLAIMS, expression, place)
                            .ifPresent(program ->
                                    claimRules.add(new OpenIdSettings.Rule(program, rule.text("message", ""))));
                }
            } else {
                errors.add(FieldError.required(path, "claim or expression is required"));
            }
        }
    }

    private void empty(ObjectValue rule, String field, String why, FieldPath path) {
        String value = rule.text(field, "");
        if (!value.isEmpty()) {
            errors.add(FieldError.invalid(path.child(field), value, why));
        }
    }

    private boolean unique(Set<String> seen, String value, FieldPath path) {
        boolean fresh = seen.add(value);
        if (!fresh) {
            errors.add(FieldError.duplicate(path, value));
        }
        return fresh;
    }

    void userRules(ListValue rules, FieldPath all) {
        Set<String> expressions = new HashSet<>();
        List<ObjectValue> objects = rules.objects();
        for (int i = 0; i < objects.size(); i++) {
            ObjectValue rule = objects.get(i);
            FieldPath path = all.index(i).child("expression");
            String expression = rule.text("expression", "");
            if (expression.isEmpty()) {
                errors.add(FieldError.required(path, ""));
            } else if (unique(expressions, expression, path)) {
                condition(USER, expression, path)
                        .ifPresent(
                                program -> userRules.add(new OpenIdSettings.Rule(program, rule.text("message", ""))));
            }
        }
    }

    void mappings(ObjectValue mappings, FieldPath path) {
        username = prefixed(mappings.object("username"), path.child("username"));
        if (username.isEmpty()
                && mappings.object("username").text("claim", "").isEmpty()
                && mappings.object("username").text("expression", "").isEmpty()) {
            errors.add(FieldError.required(path.child("username"), "claim or expression is required"));
        }
        groups = prefixed(mappings.object("groups"), path.child("groups"));
        uid(mappings.object("uid"), path.child("uid"));
        extra(mappings.list("extra"), path.child("extra"));
        if (username.isPresent()
                && username.get() instanceof Mapping.Expression(CelProgram program)
                && program.selects("claims", "email")
                && !verifies(program)) {
            errors.add(
                    FieldError.invalid(path.child("username").child("expression"), program.expression(), UNVERIFIED));
        }
    }

    private boolean verifies(CelProgram name) {
        String claim = "email_verified";
        return name.selects("claims", claim)
                || extra.stream().anyMatch(each -> each.values().selects("claims", claim))
                || claimRules.stream().anyMatch(each -> each.condition().selects("claims", claim));
    }

    /** Empty where nothing is said, or something wrong. */
    private Optional<Mapping> prefixed(ObjectValue mapping, FieldPath path) {
        String claim = mapping.text("claim", "");
        String expression = mapping.text("expression", "");
        if (!claim.isEmpty() && !expression.isEmpty()) {
            errors.add(FieldError.invalid(path, "", BOTH));
            return Optional.empty();
        }
        if (!expression.isEmpty()) {
            mapping.text("prefix")
                    .ifPresent(prefix -> errors.add(FieldError.invalid(
                            path.child("prefix"), prefix, "may not be specified when expression is set")));
            return compiled(CLAIMS, expression, path.child("expression")).map(Mapping.Expression::new);
        }
        if (claim.isEmpty()) {
            return Optional.empty();
        }
        if (!mapping.has("prefix")) {
            errors.add(FieldError.required(
                    path.child("prefix"),
                    "prefix is required when claim is set. It can be set to an empty string to disable prefixing"));
        }
        return Optional.of(new Mapping.Claim(claim, mapping.text("prefix", "")));
    }

    private void uid(ObjectValue mapping, FieldPath path) {
        String claim = mapping.text("claim", "");
        String expression = mapping.text("expression", "");
        if (!claim.isEmpty() && !expression.isEmpty()) {
            errors.add(FieldError.invalid(path, "", BOTH));
        } else if (!expression.isEmpty()) {
            uid = compiled(CLAIMS, expression, path.child("expression")).map(Mapping.Expression::new);
        } else if (!claim.isEmpty()) {
            uid = Optional.of(new Mapping.Claim(claim, ""));
        }
    }

    private void extra(ListValue mappings, FieldPath all) {
        Set<String> keys = new HashSet<>();
        List<ObjectValue> objects = mappings.objects();
        for (int i = 0; i < objects.size(); i++) {
            FieldPath path = all.index(i);
            String key = objects.get(i).text("key", "");
            String expression = objects.get(i).text("valueExpression", "");
            key(key, path.child("key"));
            if (!unique(keys, key, path.child("key"))) {
                continue;
            }
            if (expression.isEmpty()) {
                errors.add(FieldError.required(path.child("valueExpression"), ""));
                continue;
            }
            compiled(CLAIMS, expression, path.child("valueExpression"))
                    .ifPresent(program -> extra.add(new OpenIdSettings.Extra(key, program)));
        }
    }

    private void key(String key, FieldPath path) {
        int slash = key.indexOf('/');
        String domain = slash < 0 ? "" : key.substring(0, slash);
        String rest = key.substring(slash + 1);
        if (key.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        } else if (domain.isEmpty() || rest.isEmpty()) {
            errors.add(FieldError.invalid(path, key, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
        } else {
            for (String problem : NameRule.SUBDOMAIN.problems(domain, false)) {
                errors.add(FieldError.invalid(path, domain, problem));
            }
            if (!HTTP_PATH.matcher(rest).matches()) {
                errors.add(FieldError.invalid(
                        path, rest, "Invalid path (regex used for validation is '" + HTTP_PATH.pattern() + "')"));
            }
        }
        if (!key.equals(key.toLowerCase(Locale.ROOT))) {
            errors.add(FieldError.invalid(path, key, "must be lowercase"));
        }
        if (isReserved(domain, "kubernetes.io") || isReserved(domain, "k8s.io")) {
            errors.add(FieldError.invalid(
                    path, key, "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"));
        }
    }

    private static boolean isReserved(String domain, String root) {
        return domain.equals(root) || domain.endsWith("." + root);
    }
}
