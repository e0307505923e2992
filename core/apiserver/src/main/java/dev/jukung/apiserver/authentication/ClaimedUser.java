package dev.jukung.apiserver.authentication;

import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authentication.OpenIdSettings.Mapping;
import dev.jukung.schema.GoText;
import dev.jukung.schema.cel.CelBudget;
import dev.jukung.schema.cel.CelProgram;
import dev.jukung.schema.cel.CelResult;
import dev.jukung.schema.cel.CelScope;
import dev.jukung.value.ListValue;
import dev.jukung.value.NullValue;
import dev.jukung.value.ObjectValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The user that the claims of a token stand for. Confined to one call. */
final class ClaimedUser {
    private static final String CREDENTIAL = "authentication.kubernetes.io/credential-id";
    private static final String NOT_TEXTS = "expression must return a string or a list of strings";

    private final OpenIdSettings settings;
    private final ObjectValue claims;
    private final CelScope scope;
    private final CelBudget budget = CelBudget.perObject();

    private ClaimedUser(OpenIdSettings settings, ObjectValue claims) {
        this.settings = settings;
        this.claims = claims;
        this.scope = new CelScope().setJson("claims", claims);
    }

    /** @throws InvalidTokenException when the claims say too little, or a rule lets their user not in */
    static User of(OpenIdSettings settings, ObjectValue claims) throws InvalidTokenException {
        return new ClaimedUser(settings, claims).user();
    }

    private User user() throws InvalidTokenException {
        OpenIdSettings.Mappings mappings = settings.mappings();
        String name = username(mappings.username());
        List<String> groups =
                mappings.groups().isPresent() ? groups(mappings.groups().get()) : List.of();
        String uid = mappings.uid().isPresent() ? uid(mappings.uid().get()) : "";
        User user = new User(name, uid, groups, extra(mappings.extra()));
        for (Map.Entry<String, String> required : settings.rules().required().entrySet()) {
            require(required.getKey(), required.getValue());
        }
        check(settings.rules().claims(), scope, "oidc: error evaluating claim validation expression: ");
        if (!settings.rules().user().isEmpty()) {
            CelScope withUser = new CelScope().setJson("user", tree(user));
            check(settings.rules().user(), withUser, "oidc: error evaluating user info validation rule: ");
        }
        return user;
    }

    private String username(Mapping mapping) throws InvalidTokenException {
        return switch (mapping) {
            case Mapping.Claim(String claim, String prefix) -> {
                String name = text(claim, "oidc: parse username claims " + GoText.quote(claim) + ": ");
                Object verified = claims.get("email_verified");
                if (claim.equals("email") && verified != null) {
                    checkVerified(verified);
                }
                yield prefix + name;
            }
            case Mapping.Expression(CelProgram program) -> {
                String start = "oidc: error evaluating username claim expression: ";
                if (!(evaluated(program, scope, start) instanceof String name)) {
                    throw new InvalidTokenException(start + "username claim expression must return a string");
                }
                if (name.isEmpty()) {
                    throw new InvalidTokenException("oidc: empty username via CEL expression is not allowed");
                }
                yield name;
            }
        };
    }

    private static void checkVerified(Object verified) throws InvalidTokenException {
        if (!(verified instanceof Boolean) && verified != NullValue.NULL) {
            throw new InvalidTokenException("oidc: parse 'email_verified' claim: " + cannotBe(verified, "bool"));
        }
        if (!verified.equals(true)) {
            throw new InvalidTokenException("oidc: email not verified");
        }
    }

    private List<String> groups(Mapping mapping) throws InvalidTokenException {
        return switch (mapping) {
            case Mapping.Claim(String claim, String prefix) ->
                listed(claim).stream().map(group -> prefix + group).toList();
            case Mapping.Expression(CelProgram program) -> {
                String start = "oidc: error evaluating group claim expression: ";
                yield texts(evaluated(program, scope, start), start);
            }
        };
    }

    /** A claim of a list, or of one text. */
    private List<String> listed(String claim) throws InvalidTokenException {
        Object given = claims.get(claim);
        Object value = given == null ? NullValue.NULL : given;
        return switch (value) {
            case NullValue _ -> List.of();
            case String text -> List.of(text);
            case ListValue list
            when list.stream().allMatch(each -> each instanceof String || each == NullValue.NULL) ->
                list.stream()
                        .map(each -> each instanceof String text ? text : "")
                        .toList();
            default ->
                throw new InvalidTokenException(
                        "oidc: parse groups claim " + GoText.quote(claim) + ": " + cannotBe(value, "string"));
        };
    }

    private String uid(Mapping mapping) throws InvalidTokenException {
        return switch (mapping) {
            case Mapping.Claim(String claim, String prefix) ->
                prefix + text(claim, "oidc: parse uid claim " + GoText.quote(claim) + ": ");
            case Mapping.Expression(CelProgram program) -> {
                String start = "oidc: error evaluating uid claim expression: ";
                if (!(evaluated(program, scope, start) instanceof String uid)) {
                    throw new InvalidTokenException(start + "uid claim expression must return a string");
                }
                yield uid;
            }
        };
    }

    private Map<String, List<String>> extra(List<OpenIdSettings.Extra> mappings) throws InvalidTokenException {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        String id = claims.text("jti", "");
        if (!id.isEmpty()) {
            extra.put(CREDENTIAL, List.of("JTI=" + id));
        }
        for (OpenIdSettings.Extra mapping : mappings) {
            CelProgram program = mapping.values();
            List<String> values = texts(
                    evaluated(program, scope, ""),
                    "oidc: error evaluating extra claim expression: " + program.expression() + ": ");
            if (!values.isEmpty()) {
                extra.put(mapping.key(), values);
            }
        }
        return extra;
    }

    private void require(String claim, String wanted) throws InvalidTokenException {
        if (!claims.has(claim)) {
            throw new InvalidTokenException("oidc: required claim " + claim + " not present in ID token");
        }
        String value = text(claim, "oidc: parse claim " + claim + ": ");
        if (!value.equals(wanted)) {
            throw new InvalidTokenException(
                    "oidc: required claim " + claim + " value does not match. Got = " + value + ", want = " + wanted);
        }
    }

    private void check(List<OpenIdSettings.Rule> rules, CelScope over, String start) throws InvalidTokenException {
        for (OpenIdSettings.Rule rule : rules) {
            if (!evaluated(rule.condition(), over, start).equals(true)) {
                throw new InvalidTokenException(start + "validation expression '"
                        + rule.condition().expression() + "' failed: " + rule.message());
            }
        }
    }

    private Object evaluated(CelProgram program, CelScope over, String start) throws InvalidTokenException {
        return switch (program.evaluate(over, budget)) {
            case CelResult.Value(Object value) -> value;
            case CelResult.Failed(String message, boolean _) ->
                throw new InvalidTokenException(
                        start + "expression '" + program.expression() + "' resulted in error: " + message);
        };
    }

    /** What an expression made: one text or several; those that are empty do not count. */
    private static List<String> texts(Object value, String start) throws InvalidTokenException {
        return switch (value) {
            case NullValue _ -> List.of();
            case String text -> text.isEmpty() ? List.of() : List.of(text);
            case ListValue list
            when list.stream().allMatch(String.class::isInstance) ->
                list.texts().stream().filter(text -> !text.isEmpty()).toList();
            default -> throw new InvalidTokenException(start + NOT_TEXTS);
        };
    }

    private String text(String claim, String start) throws InvalidTokenException {
        Object value = claims.get(claim);
        return switch (value) {
            case null -> throw new InvalidTokenException(start + "claim not present");
            case String text -> text;
            case NullValue _ -> "";
            default -> throw new InvalidTokenException(start + cannotBe(value, "string"));
        };
    }

    private static String cannotBe(Object value, String type) {
        String given =
                switch (value) {
                    case String _ -> "string";
                    case Boolean _ -> "bool";
                    case ObjectValue _ -> "object";
                    case ListValue _ -> "array";
                    default -> "number";
                };
        return "json: cannot unmarshal " + given + " into Go value of type " + type;
    }

    private static ObjectValue tree(User user) {
        ObjectValue.Builder extra = ObjectValue.builder();
        user.extra().forEach((key, values) -> extra.set(key, ListValue.copyOf(values)));
        return ObjectValue.of("username", user.name(), "uid", user.uid())
                .with("groups", ListValue.copyOf(user.groups()))
                .with("extra", extra.build());
    }
}
