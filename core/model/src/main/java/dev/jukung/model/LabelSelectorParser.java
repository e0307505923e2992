package dev.jukung.model;

import dev.jukung.model.LabelSelectors.Operator;
import dev.jukung.model.LabelSelectors.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The grammar of label selectors ({@code k8s.io/apimachinery/pkg/labels/selector.go}):
 *
 * <pre>
 *   selector    = requirement *( "," requirement )
 *   requirement = [ "!" ] key | key operator value | key ( "in" / "notin" ) "(" value *( "," value ) ")"
 * </pre>
 *
 * Confined to one thread; one instance parses one text.
 */
final class LabelSelectorParser {
    private enum Token {
        END,
        IDENTIFIER,
        OPEN,
        CLOSE,
        COMMA,
        NOT,
        OPERATOR
    }

    private record Item(Token token, String literal) {}

    private static final String SPECIAL = "()=!,><";
    private static final Map<String, Operator> OPERATORS = Map.of(
            "in", Operator.IN,
            "notin", Operator.NOT_IN,
            "=", Operator.EQUALS,
            "==", Operator.DOUBLE_EQUALS,
            "!=", Operator.NOT_EQUALS,
            ">", Operator.GREATER_THAN,
            "<", Operator.LESS_THAN);
    private static final String EXPECTED_OPERATORS = Stream.of(
                    Operator.IN,
                    Operator.NOT_IN,
                    Operator.EQUALS,
                    Operator.DOUBLE_EQUALS,
                    Operator.NOT_EQUALS,
                    Operator.GREATER_THAN,
                    Operator.LESS_THAN)
            .map(Operator::text)
            .collect(Collectors.joining(", "));

    private final List<Item> items;
    private int position;

    LabelSelectorParser(String text) {
        items = scan(text);
    }

    List<Requirement> parse() {
        List<Requirement> requirements = new ArrayList<>();
        while (true) {
            Item first = peekValue();
            switch (first.token()) {
                case END -> {
                    return LabelSelectors.sorted(requirements);
                }
                case IDENTIFIER, NOT -> requirements.add(requirement());
                default ->
                    throw new IllegalArgumentException(
                            "found '" + first.literal() + "', expected: !, identifier, or 'end of string'");
            }
            Item after = takeValue();
            if (after.token() == Token.COMMA) {
                Item next = peekValue();
                if (next.token() != Token.IDENTIFIER && next.token() != Token.NOT) {
                    throw new IllegalArgumentException(
                            "found '" + next.literal() + "', expected: identifier after ','");
                }
            } else if (after.token() != Token.END) {
                throw new IllegalArgumentException("found '" + after.literal() + "', expected: ',' or 'end of string'");
            }
        }
    }

    private Requirement requirement() {
        try {
            Item item = takeValue();
            boolean not = item.token() == Token.NOT;
            if (not) {
                item = takeValue();
            }
            if (item.token() != Token.IDENTIFIER) {
                throw new IllegalArgumentException("found '" + item.literal() + "', expected: identifier");
            }
            String key = item.literal();
            List<String> errors = new ArrayList<>();
            LabelSelectorChecks.keyError("<nil>", key, errors);
            if (!errors.isEmpty()) {
                throw new IllegalArgumentException(errors.getFirst());
            }
            Token next = peekValue().token();
            if (not) {
                return Requirement.checked(key, Operator.DOES_NOT_EXIST, Set.of());
            }
            if (next == Token.END || next == Token.COMMA) {
                return Requirement.checked(key, Operator.EXISTS, Set.of());
            }
            Operator operator = operator();
            boolean set = operator == Operator.IN || operator == Operator.NOT_IN;
            return Requirement.checked(key, operator, set ? values() : exactValue());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("unable to parse requirement: " + e.getMessage(), e);
        }
    }

    private Operator operator() {
        Item item = items.get(position);
        advance();
        Operator operator = OPERATORS.get(item.literal());
        if (item.token() != Token.OPERATOR || operator == null) {
            throw new IllegalArgumentException("found '" + item.literal() + "', expected: " + EXPECTED_OPERATORS);
        }
        return operator;
    }

    private Set<String> values() {
        Item open = takeValue();
        if (open.token() != Token.OPEN) {
            throw new IllegalArgumentException("found '" + open.literal() + "' expected: '('");
        }
        Item first = peekValue();
        return switch (first.token()) {
            case IDENTIFIER, COMMA -> {
                Set<String> values = identifiers();
                if (takeValue().token() != Token.CLOSE) {
                    throw new IllegalArgumentException("found '" + first.literal() + "', expected: ')'");
                }
                yield values;
            }
            case CLOSE -> {
                takeValue();
                yield Set.of();
            }
            default ->
                throw new IllegalArgumentException("found '" + first.literal() + "', expected: ',', ')' or identifier");
        };
    }

    /** Up to the closing parenthesis. A comma with nothing before or after it stands next to an empty value. */
    private Set<String> identifiers() {
        Set<String> values = new TreeSet<>();
        while (true) {
            Item item = takeValue();
            switch (item.token()) {
                case IDENTIFIER -> {
                    values.add(item.literal());
                    Item next = peekValue();
                    if (next.token() == Token.CLOSE) {
                        return values;
                    }
                    if (next.token() != Token.COMMA) {
                        throw new IllegalArgumentException("found '" + next.literal() + "', expected: ',' or ')'");
                    }
                }
                case COMMA -> {
                    if (values.isEmpty()) {
                        values.add("");
                    }
                    Token next = peekValue().token();
                    if (next == Token.CLOSE) {
                        values.add("");
                        return values;
                    }
                    if (next == Token.COMMA) {
                        takeValue();
                        values.add("");
                    }
                }
                default ->
                    throw new IllegalArgumentException("found '" + item.literal() + "', expected: ',', or identifier");
            }
        }
    }

    private Set<String> exactValue() {
        Token next = peekValue().token();
        if (next == Token.END || next == Token.COMMA) {
            return Set.of("");
        }
        Item item = takeValue();
        if (item.token() != Token.IDENTIFIER) {
            throw new IllegalArgumentException("found '" + item.literal() + "', expected: identifier");
        }
        return Set.of(item.literal());
    }

    /** The next item where a key or a value may stand: there {@code in} and {@code notin} are ordinary words. */
    private Item peekValue() {
        Item item = items.get(position);
        boolean word = item.literal().equals("in") || item.literal().equals("notin");
        return word ? new Item(Token.IDENTIFIER, item.literal()) : item;
    }

    private Item takeValue() {
        Item item = peekValue();
        advance();
        return item;
    }

    private void advance() {
        position = Math.min(position + 1, items.size() - 1);
    }

    private static List<Item> scan(String text) {
        List<Item> items = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (" \t\r\n".indexOf(c) >= 0) {
                at++;
                continue;
            }
            int end = SPECIAL.indexOf(c) >= 0 ? specialEnd(text, at) : wordEnd(text, at);
            items.add(item(text.substring(at, end)));
            at = end;
        }
        items.add(new Item(Token.END, ""));
        return items;
    }

    private static int wordEnd(String text, int start) {
        int end = start;
        while (end < text.length() && (SPECIAL + " \t\r\n").indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static int specialEnd(String text, int start) {
        boolean two = start + 1 < text.length() && OPERATORS.containsKey(text.substring(start, start + 2));
        return start + (two ? 2 : 1);
    }

    private static Item item(String literal) {
        Token token =
                switch (literal) {
                    case "(" -> Token.OPEN;
                    case ")" -> Token.CLOSE;
                    case "," -> Token.COMMA;
                    case "!" -> Token.NOT;
                    default -> OPERATORS.containsKey(literal) ? Token.OPERATOR : Token.IDENTIFIER;
                };
        return new Item(token, literal);
    }
}
