package dev.jukung.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.model.LabelSelectors.Selector;
import dev.jukung.model.meta.v1.LabelSelector;
import dev.jukung.model.meta.v1.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorsTest {
    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    ''                    | a=1     | true
                    a=1                   | a=1     | true
                    a==1                  | a=2     | false
                    a!=1                  | b=1     | true
                    a!=1                  | a=1     | false
                    a                     | a=1     | true
                    !a                    | a=1     | false
                    !a                    | b=1     | true
                    a in (1,2)            | a=2     | true
                    a in (1,2)            | b=2     | false
                    a notin (1,2)         | b=2     | true
                    a notin (1, 2 )       | a=2     | false
                    a in (1),b            | a=1     | false
                    a=                    | a=      | true
                    a>1                   | a=2     | true
                    a>1                   | a=1     | false
                    a<1                   | a=x     | false
                    in in (in)            | in=in   | true
                    a in (,x)             | a=      | true
                    """)
    void textSelects(String selector, String label, boolean expected) {
        String[] parts = label.split("=", -1);

        assertThat(LabelSelectors.parse(selector).matches(Map.of(parts[0], parts[1])))
                .isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    a,,b        | found ',', expected: identifier after ','
                    a=b=c       | found '=', expected: ',' or 'end of string'
                    =a          | found '=', expected: !, identifier, or 'end of string'
                    a b         | unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt
                    a in b      | unable to parse requirement: found 'b' expected: '('
                    a in (      | unable to parse requirement: found '', expected: ',', ')' or identifier
                    a in (b     | unable to parse requirement: found '', expected: ',' or ')'
                    a in ()     | unable to parse requirement: values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty
                    a>x         | unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer
                    !           | unable to parse requirement: found '', expected: identifier
                    """)
    void malformedTextIsRefusedInKubernetesWords(String selector, String message) {
        assertThatThrownBy(() -> LabelSelectors.parse(selector)).hasMessage(message);
    }

    @Test
    void aMalformedKeyNamesTheRule() {
        assertThatThrownBy(() -> LabelSelectors.parse("-a=1"))
                .hasMessage("unable to parse requirement: <nil>: Invalid value: \"-a\": name part must consist of"
                        + " alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric"
                        + " character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
                        + " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
    }

    @Test
    void theTextOfASelectorReadsBackAsTheSame() {
        Selector selector = LabelSelectors.parse("z=1,a in (y,x),!b,c notin (d),e!=f,g,h>3");

        assertThat(selector).hasToString("a in (x,y),!b,c notin (d),e!=f,g,h>3,z=1");
        assertThat(LabelSelectors.parse(selector.toString())).isEqualTo(selector);
    }

    @Test
    void labelsAndExpressionsMustAllHold() {
        LabelSelector given = LabelSelector.EMPTY
                .withMatchLabels(Map.of("app", "web"))
                .withMatchExpressions(List.of(
                        LabelSelectorRequirement.EMPTY
                                .withKey("tier")
                                .withOperator("In")
                                .withValues(List.of("a", "b")),
                        LabelSelectorRequirement.EMPTY.withKey("canary").withOperator("DoesNotExist")));
        Selector selector = LabelSelectors.of(given);

        assertThat(selector.matches(Map.of("app", "web", "tier", "b"))).isTrue();
        assertThat(selector.matches(Map.of("app", "web", "tier", "c"))).isFalse();
        assertThat(selector.matches(Map.of("app", "web", "tier", "a", "canary", "")))
                .isFalse();
        assertThat(selector).hasToString("app=web,!canary,tier in (a,b)");
    }

    @Test
    void anEmptySelectorPicksEverythingAndNothingPicksNothing() {
        assertThat(LabelSelectors.of(LabelSelector.EMPTY).matches(Map.of("a", "1")))
                .isTrue();
        assertThat(LabelSelectors.NOTHING.matches(Map.of("a", "1"))).isFalse();
    }

    @Test
    void anUnknownOperatorIsRefused() {
        LabelSelector given = LabelSelector.EMPTY.withMatchExpressions(
                List.of(LabelSelectorRequirement.EMPTY.withKey("a").withOperator("Near")));

        assertThatThrownBy(() -> LabelSelectors.of(given))
                .hasMessage("\"Near\" is not a valid label selector operator");
    }
}
