package dev.jukung.apiserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchedOrderTest {
    private static final String BEFORE =
            "{'kind':'K','metadata':{'name':'n','labels':{'b':'1','a':'2'}},'data':{'z':1,'y':2}}";

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                // what is not touched keeps its order, the document itself is always taken apart
                "MERGE | {} | {'data':{'z':1,'y':2},'kind':'K','metadata':{'name':'n','labels':{'b':'1','a':'2'}}}",
                "MERGE | {'data':{'x':3}} |"
                        + " {'data':{'x':3,'y':2,'z':1},'kind':'K','metadata':{'name':'n','labels':{'b':'1','a':'2'}}}",
                "JSON | [{'op':'add','path':'/metadata/labels/c','value':'3'}] |"
                        + " {'data':{'z':1,'y':2},'kind':'K','metadata':{'labels':{'a':'2','b':'1','c':'3'},'name':'n'}}"
            })
    void onlyTouchedObjectsAreSorted(Patch.Type type, String patch, String expected) {
        ObjectValue before = Json.parseObject(json(BEFORE).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Patch read = new Patch(type, Json.parse(json(patch)));

        ObjectValue made = (ObjectValue) Patcher.patched(read, before);

        assertThat(Json.write(PatchedOrder.of(read, before, made))).isEqualTo(json(expected));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
