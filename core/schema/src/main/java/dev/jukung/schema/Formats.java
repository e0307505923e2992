package dev.jukung.schema;

import com.google.re2j.Pattern;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The {@code format}s of strings that Kubernetes checks in custom resources; every other name is ignored.
 * See https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation.
 */
final class Formats {
    private static final String UUID = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?%s[0-9a-f]{3}-?%s[0-9a-f]{3}-?[0-9a-f]{12}$";
    private static final String ANY_HEX = "[0-9a-f]";
    private static final String SHORT_NAME = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final int SHORT_NAME_MAX_LENGTH = 63;
    private static final int LONG_NAME_MAX_LENGTH = 253;
    private static final int HOST_NAME_MAX_LENGTH = 255;
    private static final Map<String, Predicate<String>> CHECKS = checks();

    private Formats() {}

    /** The check of that format; null when it is not one that Kubernetes knows. Dashes in the name do not count. */
    static @Nullable Predicate<String> check(String format) {
        return CHECKS.get(format.replace("-", ""));
    }

    private static Map<String, Predicate<String>> checks() {
        Map<String, Predicate<String>> checks = new HashMap<>();
        checks.put("bsonobjectid", matches("^[0-9a-fA-F]{24}$"));
        checks.put("uri", Formats::isUri);
        checks.put("email", matches("^[^@\\s<>]+@[^@\\s<>]+$|^[^<>]*<[^@\\s<>]+@[^@\\s<>]+>$"));
        checks.put("hostname", Formats::isHostName);
        checks.put("ipv4", Addresses::isIpv4);
        checks.put("ipv6", Addresses::isIpv6);
        checks.put("cidr", Addresses::isCidr);
        checks.put("mac", Addresses::isMac);
        checks.put("uuid", matches(String.format(UUID, ANY_HEX, ANY_HEX)));
        checks.put("uuid3", matches(String.format(UUID, "3", ANY_HEX)));
        checks.put("uuid4", matches(String.format(UUID, "4", "[89ab]")));
        checks.put("uuid5", matches(String.format(UUID, "5", "[89ab]")));
        checks.put("isbn", text -> isIsbn10(text) || isIsbn13(text));
        checks.put("isbn10", Formats::isIsbn10);
        checks.put("isbn13", Formats::isIsbn13);
        checks.put("creditcard", Formats::isCreditCard);
        checks.put("ssn", matches("^\\d{3}[- ]\\d{2}[- ]\\d{4}$"));
        checks.put("hexcolor", matches("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"));
        String channel = "\\s*(0|[1-9]\\d?|1\\d\\d?|2[0-4]\\d|25[0-5])\\s*";
        checks.put("rgbcolor", matches("^rgb\\(" + channel + "," + channel + "," + channel + "\\)$"));
        checks.put("byte", matches("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$"));
        checks.put("password", _ -> true);
        checks.put("date", Formats::isDate);
        checks.put("datetime", Formats::isDateTime);
        checks.put("duration", Formats::isDuration);
        Predicate<String> shortName = matches("^" + SHORT_NAME + "$");
        Predicate<String> longName = matches("^" + SHORT_NAME + "(\\." + SHORT_NAME + ")*$");
        checks.put("k8sshortname", text -> text.length() <= SHORT_NAME_MAX_LENGTH && shortName.test(text));
        checks.put("k8slongname", text -> text.length() <= LONG_NAME_MAX_LENGTH && longName.test(text));
        return Map.copyOf(checks);
    }

    private static Predicate<String> matches(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return text -> pattern.matcher(text).find();
    }

    /** An absolute URI or an absolute path. */
    private static boolean isUri(String text) {
        try {
            return new URI(text).isAbsolute() || text.startsWith("/");
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static final Pattern HOST_NAME =
            Pattern.compile("^([a-zA-Z0-9\\p{S}\\p{L}]((-?[a-zA-Z0-9\\p{S}\\p{L}]{0,62})?)|([a-zA-Z0-9\\p{S}\\p{L}]"
                    + "(([a-zA-Z0-9-\\p{S}\\p{L}]{0,61}[a-zA-Z0-9\\p{S}\\p{L}])?)(\\.)){1,}([a-zA-Z\\p{L}]){2,63})$");

    private static boolean isHostName(String text) {
        if (text.length() > HOST_NAME_MAX_LENGTH || !HOST_NAME.matcher(text).find()) {
            return false;
        }
        for (String label : text.split("\\.", -1)) {
            if (label.length() > SHORT_NAME_MAX_LENGTH) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDate(String text) {
        try {
            return text.length() == 10 && LocalDate.parse(text).getYear() >= 0;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static final Pattern TIME_OF_DAY =
            Pattern.compile("^([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$");

    private static boolean isDateTime(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("t", -1);
        if (parts.length < 2
                || !isDate(parts[0])
                || !TIME_OF_DAY.matcher(parts[1]).find()) {
            return false;
        }
        String time = parts[1];
        return time.substring(0, 2).compareTo("23") <= 0
                && time.substring(3, 5).compareTo("59") <= 0
                && time.substring(6, 8).compareTo("59") <= 0;
    }

    private static final Pattern SCALA_DURATION = Pattern.compile(
            "(?i)\\d+\\s*(ns|nano[a-z]*|us|µs|micro[a-z]*|ms|milli[a-z]*|s|sec[a-z]*|m|min[a-z]*|h|hr|hour[a-z]*|d|day[a-z]*"
                    + "|w|wk|week[a-z]*)([^a-zµ]|$)");

    private static boolean isDuration(String text) {
        try {
            GoDuration.parse(text);
            return true;
        } catch (DecodingException e) {
            return SCALA_DURATION.matcher(text).find();
        }
    }

    private static boolean isIsbn10(String text) {
        String digits = text.replaceAll("[\\s-]+", "");
        if (!digits.matches("[0-9]{9}[0-9X]")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += (i + 1) * (digits.charAt(i) == 'X' ? 10 : digits.charAt(i) - '0');
        }
        return sum % 11 == 0;
    }

    private static boolean isIsbn13(String text) {
        String digits = text.replaceAll("[\\s-]+", "");
        if (!digits.matches("[0-9]{13}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < 13; i++) {
            sum += (i % 2 == 0 ? 1 : 3) * (digits.charAt(i) - '0');
        }
        return sum % 10 == 0;
    }

    private static final Pattern CREDIT_CARD = Pattern.compile(
            "^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}"
                    + "|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\\d{3})\\d{11})$");

    private static boolean isCreditCard(String text) {
        String digits = text.replaceAll("[^0-9]+", "");
        if (!CREDIT_CARD.matcher(digits).find()) {
            return false;
        }
        int sum = 0;
        for (int i = digits.length() - 1, place = 0; i >= 0; i--, place++) {
            int digit = (digits.charAt(i) - '0') * (place % 2 + 1);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }
}
