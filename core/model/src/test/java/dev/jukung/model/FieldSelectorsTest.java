package dev.jukung.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.model.FieldSelectors.Selector;
import dev.jukung.model.FieldSelectors.Term;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSelectorsTest {
    @Test
    void termsAreReadWithTheirEscapes() {
        Selector selector = FieldSelectors.parse("b!=2,a=x\\,y\\=z\\\\,c==,");

        assertThat(selector.terms())
                .containsExactly(new Term("a", true, "x,y=z\\"), new Term("b", false, "2"), new Term("c", true, ""));
        assertThat(FieldSelectors.parse(selector.toString())).isEqualTo(selector);
    }

    @Test
    void allTermsMustHoldAndAnAbsentFieldIsEmpty() {
        Map<String, String> fields = Map.of("spec.nodeName", "n1");

        assertThat(FieldSelectors.parse("spec.nodeName=n1,status.phase!=Running")
                        .matches(field -> fields.getOrDefault(field, "")))
                .isTrue();
        assertThat(FieldSelectors.parse("spec.nodeName!=n1").matches(field -> fields.getOrDefault(field, "")))
                .isFalse();
        assertThat(FieldSelectors.parse("spec.nodeName=n1").required("spec.nodeName"))
                .contains("n1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    abc    | invalid selector: 'abc'; can't understand 'abc'
                    a=b=c  | invalid field selector: unescaped character in value: =
                    a=\\x  | invalid field selector: invalid escape sequence: \\x
                    a=b\\  | invalid field selector: invalid escape sequence: \\
                    """)
    void malformedTextIsRefusedInKubernetesWords(String selector, String message) {
        assertThatThrownBy(() -> FieldSelectors.parse(selector)).hasMessage(message);
    }
}
