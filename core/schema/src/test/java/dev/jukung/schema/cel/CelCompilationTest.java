package dev.jukung.schema.cel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with expressions, in cel-go's words. */
class CelCompilationTest {
    private static final CelEnvironment ENVIRONMENT = CelEnvironment.builder()
            .variable("object", DeclType.DYN)
            .variable("self", DeclType.object("selfType", Map.of("x", DeclType.INT, "s", DeclType.STRING)))
            .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "x == 1 | ERROR: <input>:1:1: undeclared reference to 'x' (in container '')",
                "self.y == 1 | ERROR: <input>:1:5: undefined field 'y'",
                "self.x == 'a' | ERROR: <input>:1:8: found no matching overload for '_==_' applied to '(int, string)'",
                "self.s.foo() | ERROR: <input>:1:11: undeclared reference to 'foo' (in container '')",
                "self.x.startsWith('a') | ERROR: <input>:1:18: found no matching overload for 'startsWith' applied to 'int.(string)'",
                "'a'.reverse() | ERROR: <input>:1:12: found no matching overload for 'reverse' applied to 'string.()'",
                "self.s.matches('(') | ERROR: <input>:1:16: invalid matches argument",
                "duration('x') == duration('1s') | ERROR: <input>:1:10: invalid duration argument",
                "[1, 'a'].size() == 2 | ERROR: <input>:1:5: expected type 'int' but found 'string'",
                "self.x.all(y, true) | ERROR: <input>:1:5: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)",
                "true ? 1 : 'a' | ERROR: <input>:1:6: found no matching overload for '_?_:_' applied to '(bool, int, string)'",
            })
    void isRefused(String expression, String error) {
        assertThat(ENVIRONMENT.compile(expression)).isInstanceOf(CelCompilation.Problem.class);
        String text = ((CelCompilation.Problem) ENVIRONMENT.compile(expression)).text();
        int column = Integer.parseInt(error.split(":")[3]) - 1;
        assertThat(text).isEqualTo(error + "\n | " + expression + "\n | " + ".".repeat(column) + "^");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 + | ERROR: <input>:1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
                "self.x == == 1 | ERROR: <input>:1:11: Syntax error: extraneous input '==' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}",
            })
    void isNoExpression(String expression, String error) {
        String text = ((CelCompilation.Problem) ENVIRONMENT.compile(expression)).text();
        assertThat(text).startsWith(error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "self.x + 1 | must evaluate to bool but got int",
                "object.flag | must evaluate to bool but got dyn",
                "[self.x] | must evaluate to bool but got list(int)",
                "null | must evaluate to bool but got null_type",
                "self.x == 1 | ",
            })
    void mustHaveTheWantedType(String expression, String problem) {
        CelCompilation compilation = ENVIRONMENT.compile(expression, "bool");
        if (problem == null) {
            assertThat(compilation).isInstanceOf(CelProgram.class);
        } else {
            assertThat(compilation).isEqualTo(new CelCompilation.Problem(problem));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "object.email | true",
                "has(object.email) && 1 == 1 | true",
                "[1].all(i, object.email == string(i)) | true",
                "object.?email.orValue('') == '' | true",
                "object.other.email | false",
                "object['email'] | false",
                "'object.email' == '' | false",
            })
    void tellsWhichFieldsItAsksFor(String expression, boolean selects) {
        assertThat(ENVIRONMENT.compile(expression))
                .isInstanceOfSatisfying(CelProgram.class, program -> assertThat(program.selects("object", "email"))
                        .isEqualTo(selects));
    }
}
