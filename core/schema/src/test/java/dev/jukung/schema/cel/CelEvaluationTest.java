package dev.jukung.schema.cel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What expressions are worth, with the texts of cel-go where they are worth nothing. */
class CelEvaluationTest {
    private static final CelEnvironment ENVIRONMENT = CelEnvironment.builder()
            .variable("object", DeclType.DYN)
            .variable("authorizer", DeclType.AUTHORIZER)
            .build();
    private static final Object OBJECT = Json.parse("""
            {"name": "web", "replicas": 3, "ratio": 0.5, "tags": ["a", "b", "a"], "numbers": [3, 1, 2],
             "labels": {"app": "web", "tier": "front"}, "nothing": null, "flag": true}""");

    private static CelProgram compiled(String expression) {
        CelCompilation compilation = ENVIRONMENT.compile(expression);
        assertThat(compilation).as(expression).isInstanceOf(CelProgram.class);
        return (CelProgram) compilation;
    }

    private static CelResult evaluated(String expression) {
        CelScope scope = new CelScope().set("object", OBJECT).setAuthorizer("authorizer", new Reader());
        return compiled(expression).evaluate(scope, CelBudget.perObject());
    }

    /** Lets everybody read and nobody write. */
    private record Reader() implements CelAuthorizer {
        @Override
        public Decision decide(Access access) {
            return new Decision(access.verb().equals("get"), access.resource() + "/" + access.namespace(), "");
        }

        @Override
        public CelAuthorizer asServiceAccount(String namespace, String name) {
            return this;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 + 2 * 3 == 7 && 7 / 2 == 3 && -7 % 3 == -1",
                "dyn(1) == 1.0 && dyn(1u) == 1 && 2.5 > 2 && 'a' < 'b'",
                "dyn(1) != dyn('1')",
                "object.name == 'web' && object['name'].startsWith('w')",
                "has(object.name) && !has(object.missing) && has(object.nothing)",
                "object.replicas in [1, 2, 3] && 'app' in object.labels",
                "object.tags.all(t, t in ['a', 'b']) && object.tags.exists(t, t == 'b')",
                "object.tags.exists_one(t, t == 'b') && !object.tags.exists_one(t, t == 'a')",
                "object.numbers.map(n, n * 2) == [6, 2, 4] && object.numbers.filter(n, n > 1) == [3, 2]",
                "object.labels.all(k, object.labels[k].size() > 2)",
                "object.labels.transformMap(k, v, v + k) == {'app': 'webapp', 'tier': 'fronttier'}",
                "object.tags.transformList(i, t, t + string(i)) == ['a0', 'b1', 'a2']",
                "object.numbers.all(i, n, n > i - 3) && object.labels.exists(k, v, k == 'app' && v == 'web')",
                "object.?missing.?deeper.orValue('x') == 'x' && object.?name.orValue('x') == 'web'",
                "object.?name.hasValue() && optional.none().or(optional.of(1)).value() == 1",
                "object.?name.optMap(n, n + '!').value() == 'web!' && object.tags[?5].orValue('z') == 'z'",
                "{'a': 1, ?'b': object.?missing, ?'c': object.?replicas} == {'a': 1, 'c': 3}",
                "(object.missing == 1 || true) && !(object.missing == 1 && false)",
                "[object.missing, 1].exists(x, x == 1) || true",
                "object.numbers.isSorted() == false && [1, 2].isSorted() && object.numbers.sum() == 6",
                "object.numbers.min() == 1 && object.numbers.max() == 3 && object.tags.indexOf('a') == 0",
                "object.tags.lastIndexOf('a') == 2 && 'abcabc'.lastIndexOf('b') == 4 && 'abc'.indexOf('z') == -1",
                "sets.contains([1, 2, 3], [1, 3]) && sets.equivalent([1, 1], [1]) && sets.intersects([1], [2, 1])",
                "[3, 1, 2].sort() == [1, 2, 3] && ['b', 'a'].sortBy(x, x) == ['a', 'b'] && [1, 2].reverse() == [2, 1]",
                "['abc', 'x'].sortBy(x, size(x)) == ['x', 'abc'] && lists.range(3) == [0, 1, 2]",
                "[1, 1, 2].distinct() == [1, 2] && [[1], [2]].flatten() == [1, 2] && [1, 2, 3].slice(1, 2) == [2]",
                "'hello'.charAt(1) == 'e' && 'a,b,c'.split(',') == ['a', 'b', 'c'] && 'a,b,c'.split(',', 2) == ['a', 'b,c']",
                "['a', 'b'].join('-') == 'a-b' && 'Hi'.lowerAscii() == 'hi' && 'hi'.upperAscii() == 'HI'",
                "'aXbX'.replace('X', 'y', 1) == 'aybX' && 'ab'.replace('', '-') == '-a-b-' && ' a '.trim() == 'a'",
                "'tacocat'.substring(4) == 'cat' && 'tacocat'.substring(0, 4) == 'taco'",
                "'%s has %d of %.2f, %x'.format(['x', 3, 1.5, 255]) == 'x has 3 of 1.50, ff'",
                "'%s'.format([[1, 'a']]) == '[1, \"a\"]' && '%s'.format([{'b': 1, 'a': true}]) == '{\"a\":true, \"b\":1}' && '%e'.format([3.14]) == '3.140000×10⁰⁰'",
                "'abc 123'.find('[0-9]+') == '123' && '1 2 3'.findAll('[0-9]', 2) == ['1', '2'] && 'abc'.matches('^a.c$')",
                "url('https://u:p@example.com:80/p%20a/th?k=v&k=w#f').getHost() == 'example.com:80'",
                "url('https://example.com:80/p?k=v&k=w').getQuery() == {'k': ['v', 'w']} && isURL('/path') && !isURL('x')",
                "url('https://[::1]:443/').getHostname() == '::1' && url('/a%20b').getEscapedPath() == '/a%20b'",
                "quantity('1.5Gi').isGreaterThan(quantity('1G')) && quantity('200M').compareTo(quantity('0.2G')) == 0",
                "quantity('50k').add(20).sub(quantity('100k')).sub(-50000) == quantity('20')",
                "quantity('50k').asInteger() == 50000 && !quantity('0.5').isInteger() && !isQuantity('200K') && isQuantity('1Mi')",
                "sign(quantity('-1')) == -1 && quantity('1500m').asApproximateFloat() == 1.5",
                "ip('192.168.0.1').family() == 4 && ip('::1').isLoopback() && !isIP('1.2.3') && isIP('2001:db8::1')",
                "ip('127.0.0.1').isLoopback() && ip('8.8.8.8').isGlobalUnicast() && ip('fe80::1').isLinkLocalUnicast()",
                "ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD') && string(ip('1.2.3.4')) == '1.2.3.4'",
                "cidr('192.168.0.0/24').containsIP('192.168.0.7') && !cidr('192.168.0.0/24').containsIP(ip('10.0.0.1'))",
                "cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')",
                "cidr('10.0.0.0/8').prefixLength() == 8 && isCIDR('::/0') && !isCIDR('10.0.0.0/33')",
                "semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0-alpha').compareTo(semver('1.0.0')) == -1",
                "semver('v1.2', true) == semver('1.2.0') && !isSemver('1.2') && semver('1.2.3').minor() == 2",
                "!format.dns1123Label().validate('my-name').hasValue() && format.dns1123Label().validate('A').hasValue()",
                "format.named('uuid').value().validate('x').value() == ['does not match the UUID format']",
                "type(1) == int && type('') == string && type([]) == list && type(object) == map && type(type(1)) == type",
                "duration('1h30m').getMinutes() == 90 && timestamp('2026-01-02T03:04:05Z').getFullYear() == 2026",
                "timestamp('2026-01-02T03:04:05Z').getDayOfWeek('Asia/Tokyo') == 5 && duration('1s') + duration('1s') == duration('2s')",
                "string(duration('1h1ms')) == '3600.001s' && string(timestamp('2026-01-02T03:04:05.5Z')) == '2026-01-02T03:04:05.5Z'",
                "string(1.0) == '1' && string(1e30) == '1e+30' && int('42') == 42 && double('1.5') == 1.5 && bool('true')",
                "b'abc' == bytes('abc') && string(b'abc') == 'abc' && size('äöü') == 3 && uint(3) == 3u",
                "authorizer.group('').resource('pods').namespace('x').check('get').allowed()",
                "authorizer.group('').resource('pods').namespace('x').check('get').reason() == 'pods/x'",
                "!authorizer.path('/healthz').check('post').allowed()",
            })
    void isTrue(String expression) {
        assertThat(evaluated(expression)).as(expression).isEqualTo(new CelResult.Value(true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "object.missing == 1 | no such key: missing",
                "object.labels['x'] == '' | no such key: x",
                "object.tags[3] == '' | index out of bounds: 3",
                "object.name.first == '' | no such key: first",
                "1 / (object.replicas - 3) == 1 | division by zero",
                "1 % (object.replicas - 3) == 1 | modulus by zero",
                "9223372036854775807 + object.replicas == 0 | integer overflow",
                "object.replicas + 'a' == 'b' | no such overload",
                "object.replicas < 'a' | no such overload",
                "object.name.sum() == 1 | no such overload: sum(string)",
                "int(object.name) == 1 | type conversion error from 'string' to 'int'",
                "object.?missing.value() == 1 | optional.none() dereference",
                "[].min() == 1 | min called on empty list",
                "quantity(object.name).isInteger() | quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
                "'abc'.substring(4) == '' | index out of range: 4",
                "'abc'.substring(2, 1) == '' | invalid substring range. start: 2, end: 1",
                "authorizer.path(' ').check('get').allowed() | path must not be empty",
                "'%d'.format(['a']) == '' | error during formatting: decimal clause can only be used on integers, was given string",
            })
    void fails(String expression, String message) {
        assertThat(evaluated(expression)).isEqualTo(new CelResult.Failed(message, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "object.name | 2",
                "object.labels.app | 3",
                "has(object.labels.app) | 2",
                "object.replicas == 3 | 3",
                "object.name.startsWith('w') | 3",
                "object.replicas in [1, 2, 3] | 2",
                "true ? 1 == 1 : object.name == '' | 1",
                "[1, 2, 3].all(x, x > 0) | 16",
                "[object.replicas] | 12",
                "authorizer.path('/x').check('get').allowed() | 350003",
            })
    void costsAsMuchAsCelGoSays(String expression, long cost) {
        CelBudget budget = CelBudget.perObject();
        CelScope scope = new CelScope().set("object", OBJECT).setAuthorizer("authorizer", new Reader());
        compiled(expression).evaluate(scope, budget);
        assertThat(CelBudget.PER_OBJECT - budget.remaining()).isEqualTo(cost);
    }

    @Test
    void aCallThatCostsTooMuchIsGivenUp() {
        String expression = "lists.range(1000).all(a, lists.range(1000).all(b, a + b >= 0))";
        CelBudget budget = CelBudget.perObject();
        assertThat(compiled(expression).evaluate(Map.of(), budget))
                .isEqualTo(new CelResult.Failed("operation cancelled: actual cost limit exceeded", true));
        assertThat(budget.isOverspent()).isFalse();
        assertThat(budget.remaining()).isLessThan(CelBudget.PER_OBJECT - CelBudget.PER_CALL);
    }

    @Test
    void collectingManyItemsTakesTimeInProportion() {
        assertThat(evaluated("lists.range(50000).map(x, x + 1).size() == 50000"))
                .isEqualTo(new CelResult.Value(true));
    }

    @Test
    void lazyFieldsAreEvaluatedOnceAndOnlyWhenTheyAreAskedFor() {
        CelEnvironment environment = CelEnvironment.builder()
                .variable("object", DeclType.DYN)
                .variable("variables", DeclType.DYN)
                .build();
        CelProgram used = (CelProgram) environment.compile("object.replicas * 2");
        CelProgram broken = (CelProgram) environment.compile("object.missing");
        CelProgram program = (CelProgram) environment.compile("variables.used + variables.used == 12");
        CelProgram failing = (CelProgram) environment.compile("variables.broken");
        CelBudget budget = CelBudget.perObject();
        CelScope scope = new CelScope()
                .set("object", OBJECT)
                .setLazy("variables", Map.of("used", used, "broken", broken), budget);

        assertThat(program.evaluate(scope, budget)).isEqualTo(new CelResult.Value(true));
        assertThat(CelBudget.PER_OBJECT - budget.remaining()).isEqualTo(3 + 6);
        assertThat(failing.evaluate(scope, budget))
                .isEqualTo(new CelResult.Failed(
                        "composited variable \"broken\" fails to evaluate: no such key: missing", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "string(object.number) == '1.7e+09' && object.number == 1700000000 && object.list[0] == 1.0",
                "type(object.number) == double && object.list.all(x, type(x) == double)",
                "object.a__dot__b == 'dotted' && object['a.b'] == 'dotted' && object.inner.c__slash__d == 'deep'",
                "has(object.a__dot__b) && !has(object.x__dot__b) && object.all(k, k != 'a__dot__b')",
                "size(object) == 4 && object.inner == {'c/d': 'deep'}",
            })
    void jsonIsSeenAsGoReadsIt(String expression) {
        Object json =
                Json.parse("{\"number\":1700000000,\"list\":[1,2],\"a.b\":\"dotted\",\"inner\":{\"c/d\":\"deep\"}}");
        CelScope scope = new CelScope().setJson("object", json);
        assertThat(compiled(expression).evaluate(scope, CelBudget.perObject())).isEqualTo(new CelResult.Value(true));
    }
}
