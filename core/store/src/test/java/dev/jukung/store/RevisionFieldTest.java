package dev.jukung.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionFieldTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'metadata':{'resourceVersion':''}}|{'metadata':{'resourceVersion':'7'}}",
                "{'metadata':{'resourceVersion':'123'},'b':1}|{'metadata':{'resourceVersion':'7'},'b':1}",
                "{'metadata':{'name':'a'}}|{'metadata':{'resourceVersion':'7','name':'a'}}",
                "{'metadata':{}}|{'metadata':{'resourceVersion':'7'}}",
                "{'metadata':{ }}|{'metadata':{'resourceVersion':'7' }}",
                "{'data':{'metadata':{'resourceVersion':''}},'metadata':{'resourceVersion':''}}|{'data':{'metadata':{'resourceVersion':''}},'metadata':{'resourceVersion':'7'}}",
                "{'a':[{'x':'}]'},2,null],'metadata':{'labels':{'resourceVersion':'x'},'resourceVersion':''}}|{'a':[{'x':'}]'},2,null],'metadata':{'labels':{'resourceVersion':'x'},'resourceVersion':'7'}}",
                "{'a':'\\'metadata\\':{','b':-1.5e3,'c':true,'metadata':{'resourceVersion':''}}|{'a':'\\'metadata\\':{','b':-1.5e3,'c':true,'metadata':{'resourceVersion':'7'}}",
                "{ 'metadata' : { 'resourceVersion' : '' } }|{ 'metadata' : { 'resourceVersion' : '7' } }",
                "{'metadata':{'name':'é','resourceVersion':''}}|{'metadata':{'name':'é','resourceVersion':'7'}}",
            })
    void theRevisionStandsInTheMetadataAndNowhereElse(String json, String expected) {
        byte[] given = json.replace('\'', '"').getBytes(UTF_8);

        assertThat(new String(RevisionField.set(given, new Revision(7)), UTF_8)).isEqualTo(expected.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{}",
                "{",
                "{\"metadata\"",
                "{\"metadata\":",
                "{\"metadata\":1}",
                "{\"metadata\":\"{\"}",
                "{\"a\":1}",
                "{\"a\"1,\"metadata\":{}}",
                "{\"a\":\"\\",
                "kube-system/dns",
                "{\"a\":{\"metadata\":{}}}"
            })
    void whatIsNoObjectWithMetadataStaysAsItIs(String text) {
        byte[] given = text.getBytes(UTF_8);

        assertThat(RevisionField.set(given, new Revision(7))).isEqualTo(given);
        assertThat(RevisionField.clear(given)).isEqualTo(given);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"metadata\":{\"resourceVersion\":\"12\"}}", "{\"metadata\":{\"resourceVersion\":\"\"}}"})
    void clearingLeavesTheEmptyText(String text) {
        assertThat(new String(RevisionField.clear(text.getBytes(UTF_8)), UTF_8))
                .isEqualTo("{\"metadata\":{\"resourceVersion\":\"\"}}");
    }
}
