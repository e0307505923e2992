package dev.jukung.app.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.app.CommandException;
import dev.jukung.value.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kubectl prints for the same template. */
class JsonPathTest {
    private static final Object POD = Json.parse("""
            {"kind":"Pod","metadata":{"name":"a","labels":{"app.kubernetes.io/name":"web"}},
             "spec":{"containers":[{"name":"c1","ports":[1,2,3]},{"name":"c2","ports":[4]}],"cpu":1.5,"on":true},
             "items":[{"n":1,"k":"x"},{"n":2,"k":"y"},{"n":3,"k":"x"}]}""");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{.kind}|Pod",
                "{.metadata.name} is {.kind}|a is Pod",
                "{$.kind}|Pod",
                "{.metadata.labels.app\\.kubernetes\\.io/name}|web",
                "{.metadata.labels['app.kubernetes.io/name']}|web",
                "{.spec.containers[*].name}|c1 c2",
                "{.spec.containers[0].ports[1]}|2",
                "{.spec.containers[-1].name}|c2",
                "{.spec.containers[0].ports[0:2]}|1 2",
                "{.spec.containers[0].ports[::2]}|1 3",
                "{.spec.containers[0].ports[0,2]}|1 3",
                "{.items[?(@.k==\"x\")].n}|1 3",
                "{.items[?(@.n>=2)].k}|y x",
                "{.items[?(@.k!='x')].n}|2",
                "{..name}|a c1 c2",
                "{.spec.cpu} {.spec.on}|1.5 true",
                "{.metadata.labels}|{\"app.kubernetes.io/name\":\"web\"}",
                "{range .items[*]}{.k}={.n},{end}|x=1,y=2,x=3,",
                "{.nothing.here}|''",
                "{range .items[*]}{.n}{\"\\t\"}{end}!|1\t2\t3\t!",
            })
    void printsWhatKubectlPrints(String template, String expected) {
        assertThat(JsonPathTemplate.parse(template).apply(POD)).isEqualTo(expected);
    }

    @Test
    void refusesWhatIsNoTemplate() {
        assertThatThrownBy(() -> JsonPathTemplate.parse("{.a")).isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> JsonPathTemplate.parse("{.a[0}")).isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> JsonPathTemplate.parse("{end}")).isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> JsonPathTemplate.parse("{range .a[*]}{.b}")).isInstanceOf(CommandException.class);
    }
}
