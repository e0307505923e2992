package dev.jukung.kubelet.pod;

import java.util.Map;

/**
 * Variable references in commands, arguments and values: {@code $(NAME)} becomes the variable's value, {@code $$} a dollar sign;
 * a reference to something unknown stays as it is. Pure function.
 */
final class Expansion {
    private Expansion() {}

    static String expand(String text, Map<String, String> variables) {
        StringBuilder out = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c != '$' || i + 1 == text.length()) {
                out.append(c);
                i++;
                continue;
            }
            char next = text.charAt(i + 1);
            int end = next == '(' ? text.indexOf(')', i + 2) : -1;
            if (next == '$') {
                out.append('$');
                i += 2;
            } else if (end > 0) {
                String name = text.substring(i + 2, end);
                String value = variables.get(name);
                out.append(value == null ? "$(" + name + ")" : value);
                i = end + 1;
            } else {
                out.append('$').append(next);
                i += 2;
            }
        }
        return out.toString();
    }
}
