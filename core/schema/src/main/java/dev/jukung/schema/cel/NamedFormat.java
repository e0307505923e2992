package dev.jukung.schema.cel;

import com.google.re2j.Pattern;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A format that texts may have: {@code format.dns1123Label().validate(text)}. */
record NamedFormat(String name, int patternSize, Function<String, List<String>> check) implements OpaqueValue {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private static final String LABEL_TEXT =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and"
                    + " end with an alphanumeric character";
    private static final String SUBDOMAIN_TEXT =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must"
                    + " start and end with an alphanumeric character";
    private static final String LABEL_1035_TEXT =
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic"
                    + " character, and end with an alphanumeric character";
    private static final String QUALIFIED_TEXT =
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                    + " character";
    private static final String LABEL_VALUE_TEXT =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must"
                    + " start and end with an alphanumeric character";
    private static final int MAX_LABEL = 63;
    private static final int MAX_SUBDOMAIN = 253;

    private static final List<NamedFormat> ALL = List.of(
            name("dns1123Label", 30, false, LABEL, LABEL_TEXT, MAX_LABEL, "'my-name',  or '123-abc'"),
            name("dns1123Subdomain", 60, false, SUBDOMAIN, SUBDOMAIN_TEXT, MAX_SUBDOMAIN, "'example.com'"),
            name("dns1035Label", 30, false, LABEL_1035, LABEL_1035_TEXT, MAX_LABEL, "'my-name',  or 'abc-123'"),
            new NamedFormat("qualifiedName", 60, NamedFormat::qualified),
            name("dns1123LabelPrefix", 30, true, LABEL, LABEL_TEXT, MAX_LABEL, "'my-name',  or '123-abc'"),
            name("dns1123SubdomainPrefix", 60, true, SUBDOMAIN, SUBDOMAIN_TEXT, MAX_SUBDOMAIN, "'example.com'"),
            name("dns1035LabelPrefix", 30, true, LABEL_1035, LABEL_1035_TEXT, MAX_LABEL, "'my-name',  or 'abc-123'"),
            new NamedFormat("labelValue", 40, NamedFormat::labelValue),
            new NamedFormat(
                    "uri",
                    2048,
                    text -> UrlFunctions.parse(text).isPresent() ? List.of() : List.of(UrlFunctions.problem(text))),
            simple("uuid", 66, "does not match the UUID format", NamedFormat::isUuid),
            simple("byte", 94, "invalid base64", NamedFormat::isBase64),
            simple("date", 74, "invalid date", NamedFormat::isDate),
            simple("datetime", 74, "invalid datetime", NamedFormat::isTime));

    @Override
    public String typeName() {
        return "kubernetes.NamedFormat";
    }

    static List<String> names() {
        return ALL.stream().map(NamedFormat::name).toList();
    }

    static int sizeOf(Object format) {
        return format instanceof NamedFormat named ? named.patternSize : 1;
    }

    static void addTo(Map<String, Functions.Function> all) {
        ALL.forEach(format -> all.put("format." + format.name, _ -> format));
        all.put(
                "format.named",
                a -> CelOptional.of(ALL.stream()
                        .filter(format -> format.name.equals(a[0]))
                        .findFirst()
                        .orElse(null)));
        all.put("validate", a -> {
            if (!(a[0] instanceof NamedFormat format) || !(a[1] instanceof String text)) {
                return CelError.noOverload("validate", a);
            }
            List<String> problems = format.check.apply(text);
            return problems.isEmpty() ? CelOptional.NONE : CelOptional.of(JavaList.of(problems));
        });
    }

    private static NamedFormat simple(
            String name, int size, String problem, java.util.function.Predicate<String> fits) {
        return new NamedFormat(name, size, text -> fits.test(text) ? List.of() : List.of(problem));
    }

    private static NamedFormat name(
            String name, int size, boolean prefix, String regex, String rule, int maxLength, String example) {
        Pattern pattern = Pattern.compile(regex);
        String problem = rule + " (e.g. " + example + ", regex used for validation is '" + regex + "')";
        return new NamedFormat(name, size, given -> {
            // A prefix is followed by something, so it may end in a dash.
            String text = prefix && given.endsWith("-") ? given.substring(0, given.length() - 1) + "a" : given;
            List<String> problems = new ArrayList<>();
            if (text.length() > maxLength) {
                problems.add("must be no more than " + maxLength + " bytes");
            }
            if (!pattern.matches(text)) {
                problems.add(problem);
            }
            return problems;
        });
    }

    private static List<String> qualified(String text) {
        String[] parts = text.split("/", -1);
        List<String> problems = new ArrayList<>();
        if (parts.length > 2) {
            return List.of("a qualified name " + QUALIFIED_TEXT
                    + " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '" + QUALIFIED
                    + "') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
        }
        if (parts.length == 2) {
            if (parts[0].isEmpty()) {
                problems.add("prefix part must be non-empty");
            } else {
                ALL.get(1).check.apply(parts[0]).forEach(problem -> problems.add("prefix part " + problem));
            }
        }
        String name = parts[parts.length - 1];
        if (name.isEmpty()) {
            problems.add("name part must be non-empty");
        } else if (name.length() > MAX_LABEL) {
            problems.add("name part must be no more than 63 bytes");
        }
        if (!Pattern.matches(QUALIFIED, name)) {
            problems.add("name part " + QUALIFIED_TEXT
                    + " (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '" + QUALIFIED
                    + "')");
        }
        return problems;
    }

    private static List<String> labelValue(String text) {
        List<String> problems = new ArrayList<>();
        if (text.length() > MAX_LABEL) {
            problems.add("must be no more than 63 bytes");
        }
        if (!text.isEmpty() && !Pattern.matches(QUALIFIED, text)) {
            problems.add(
                    LABEL_VALUE_TEXT + " (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
                            + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
        }
        return problems;
    }

    private static boolean isUuid(String text) {
        return Pattern.matches("(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", text);
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getDecoder().decode(text).length > 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        return parses(text, LocalDate::parse);
    }

    private static boolean isTime(String text) {
        return parses(text, OffsetDateTime::parse);
    }

    private static boolean parses(String text, Function<String, Object> parser) {
        try {
            return parser.apply(text) != null;
        } catch (DateTimeException _) {
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamedFormat that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
