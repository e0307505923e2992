package dev.jukung.schema.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.jukung.schema.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Functions of strings: cel-go's extension in its second version, and Kubernetes' {@code find} and {@code findAll}. */
final class TextFunctions {
    private TextFunctions() {}

    static void addTo(Map<String, Functions.Function> all) {
        all.put("startsWith", on("startsWith", (s, a) -> s.startsWith((String) a[1])));
        all.put("endsWith", on("endsWith", (s, a) -> s.endsWith((String) a[1])));
        all.put("contains", on("contains", (s, a) -> s.contains((String) a[1])));
        all.put(
                "matches",
                on("matches", (s, a) -> search((String) a[1], m -> m.matcher(s).find())));
        all.put("find", on("find", (s, a) -> search((String) a[1], p -> first(p.matcher(s)))));
        all.put("findAll", on("findAll", TextFunctions::findAll));
        all.put("charAt", on("charAt", (s, a) -> charAt(s, (Long) a[1])));
        all.put("indexOf", on("indexOf", TextFunctions::indexOf));
        all.put("lastIndexOf", on("lastIndexOf", TextFunctions::lastIndexOf));
        all.put("lowerAscii", on("lowerAscii", (s, _) -> ascii(s, false)));
        all.put("upperAscii", on("upperAscii", (s, _) -> ascii(s, true)));
        all.put("replace", on("replace", (s, a) -> replace(s, (String) a[1], (String) a[2], limit(a, 3))));
        all.put("split", on("split", (s, a) -> split(s, (String) a[1], limit(a, 2))));
        all.put("substring", on("substring", TextFunctions::substring));
        all.put("trim", on("trim", (s, _) -> s.strip()));
        all.put("format", on("format", (s, a) -> TextFormat.format(s, (CelList) a[1])));
        all.put("strings.quote", on("strings.quote", (s, _) -> GoText.quote(s)));
        all.put("join", TextFunctions::join);
        all.put("jsonpatch.escapeKey", on("jsonpatch.escapeKey", (s, _) -> s.replace("~", "~0")
                .replace("/", "~1")));
    }

    @FunctionalInterface
    private interface OfText {
        Object call(String text, Object... arguments);
    }

    /** Arguments of other types than the declared ones, which a dynamic expression may bring, have no overload. */
    private static Functions.Function on(String name, OfText function) {
        return arguments -> {
            try {
                return arguments[0] instanceof String text
                        ? function.call(text, arguments)
                        : CelError.noOverload(name, arguments);
            } catch (ClassCastException _) {
                return CelError.noOverload(name, arguments);
            }
        };
    }

    @FunctionalInterface
    private interface OfPattern {
        Object call(Pattern pattern);
    }

    private static Object search(String pattern, OfPattern function) {
        try {
            return function.call(Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            return new CelError("error parsing regexp: " + e.getDescription() + ": `" + e.getPattern() + "`");
        }
    }

    private static String first(Matcher matcher) {
        return matcher.find() ? matcher.group() : "";
    }

    private static Object findAll(String text, Object... arguments) {
        long limit = limit(arguments, 2);
        return search((String) arguments[1], pattern -> {
            List<Object> found = new ArrayList<>();
            Matcher matcher = pattern.matcher(text);
            while ((limit < 0 || found.size() < limit) && matcher.find()) {
                found.add(matcher.group());
            }
            return JavaList.of(found);
        });
    }

    private static long limit(Object[] arguments, int index) {
        return arguments.length > index ? (Long) arguments[index] : -1;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String part(String text, long from, long to) {
        int start = text.offsetByCodePoints(0, Math.toIntExact(from));
        return text.substring(start, text.offsetByCodePoints(start, Math.toIntExact(to - from)));
    }

    private static CelError outOfRange(long index) {
        return new CelError("index out of range: " + index);
    }

    private static Object charAt(String text, long index) {
        int length = length(text);
        if (index < 0 || index > length) {
            return outOfRange(index);
        }
        return index == length ? "" : part(text, index, index + 1);
    }

    private static Object indexOf(String text, Object... arguments) {
        String wanted = (String) arguments[1];
        long from = arguments.length > 2 ? (Long) arguments[2] : 0;
        if (wanted.isEmpty()) {
            return from;
        }
        if (from < 0) {
            return outOfRange(from);
        }
        if (from >= length(text)) {
            return -1L;
        }
        int found = text.indexOf(wanted, text.offsetByCodePoints(0, (int) from));
        return found < 0 ? -1L : (long) text.codePointCount(0, found);
    }

    private static Object lastIndexOf(String text, Object... arguments) {
        String wanted = (String) arguments[1];
        int length = length(text);
        long from = arguments.length > 2 ? (Long) arguments[2] : wanted.isEmpty() ? length : length - 1;
        if (wanted.isEmpty()) {
            return from;
        }
        if (length < length(wanted) && arguments.length == 2) {
            return -1L;
        }
        if (from < 0) {
            return outOfRange(from);
        }
        if (from >= length) {
            return -1L;
        }
        int found = text.lastIndexOf(wanted, text.offsetByCodePoints(0, (int) from));
        return found < 0 ? -1L : (long) text.codePointCount(0, found);
    }

    private static Object ascii(String text, boolean upper) {
        return text.codePoints()
                .map(c -> c > 0x7f ? c : upper ? Character.toUpperCase(c) : Character.toLowerCase(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Object replace(String text, String old, String fresh, long limit) {
        if (limit == 0 || old.equals(fresh)) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int at = 0;
        long count = 0;
        while (limit < 0 || count < limit) {
            int found = old.isEmpty() ? at : text.indexOf(old, at);
            if (found < 0 || found > text.length()) {
                break;
            }
            out.append(text, at, found).append(fresh);
            count++;
            at = found + old.length();
            if (old.isEmpty()) {
                if (at >= text.length()) {
                    return out.toString();
                }
                int next = text.offsetByCodePoints(at, 1);
                out.append(text, at, next);
                at = next;
            }
        }
        return out.append(text.substring(at)).toString();
    }

    private static Object split(String text, String separator, long limit) {
        List<Object> parts = new ArrayList<>();
        if (limit == 0) {
            return JavaList.EMPTY;
        }
        int at = 0;
        while (limit < 0 || parts.size() < limit - 1) {
            int found;
            if (separator.isEmpty()) {
                found = at < text.length() ? text.offsetByCodePoints(at, 1) : text.length();
                if (found >= text.length()) {
                    break;
                }
            } else {
                found = text.indexOf(separator, at);
            }
            if (found < 0) {
                break;
            }
            parts.add(text.substring(at, found));
            at = found + separator.length();
        }
        if (!separator.isEmpty() || at < text.length()) {
            parts.add(text.substring(at));
        }
        return JavaList.of(parts);
    }

    private static Object substring(String text, Object... arguments) {
        long from = (Long) arguments[1];
        int length = length(text);
        long to = arguments.length > 2 ? (Long) arguments[2] : length;
        if (arguments.length > 2 && from > to) {
            return new CelError(String.format(Locale.ROOT, "invalid substring range. start: %d, end: %d", from, to));
        }
        if (from < 0 || from > length) {
            return outOfRange(from);
        }
        return to < 0 || to > length ? outOfRange(to) : part(text, from, to);
    }

    private static Object join(Object... arguments) {
        if (!(arguments[0] instanceof CelList list)) {
            return CelError.noOverload("join", arguments);
        }
        List<String> parts = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof String text)) {
                return new CelError("join: invalid input: " + Conversions.shown(list.get(i)));
            }
            parts.add(text);
        }
        String separator = arguments.length > 1 && arguments[1] instanceof String given ? given : "";
        return parts.stream().collect(Collectors.joining(separator));
    }
}
