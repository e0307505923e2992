package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What becomes one and the same, and what must not. */
class SharedPartsTest {
    private final SharedParts parts = new SharedParts();

    private ObjectValue shared(String json) {
        return parts.share(Json.parseObject(json));
    }

    @Test
    void equalPartsOfObjectsAreOneFromTheSecondTimeOn() {
        shared("{\"name\":\"a\",\"probe\":{\"port\":80,\"headers\":[{\"x\":\"y\"}]}}");
        ObjectValue second = shared("{\"name\":\"b\",\"probe\":{\"port\":80,\"headers\":[{\"x\":\"y\"}]}}");
        ObjectValue third = shared("{\"name\":\"c\",\"probe\":{\"port\":80,\"headers\":[{\"x\":\"y\"}]}}");

        assertThat(third.get("probe")).isSameAs(second.get("probe"));
        assertThat(third.text("name")).contains("c");
    }

    @Test
    void keysThatAreDataAreComparedToo() {
        for (int i = 0; i < 3; i++) {
            shared("{\"fields\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:image\":{}}}}");
        }
        ObjectValue a = shared("{\"fields\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:image\":{}}}}");
        ObjectValue again = shared("{\"n\":1,\"fields\":{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"f:image\":{}}}}");
        ObjectValue b = shared("{\"fields\":{\"k:{\\\"name\\\":\\\"b\\\"}\":{\"f:image\":{}}}}");

        assertThat(again.get("fields")).isSameAs(a.get("fields"));
        assertThat(b.object("fields").keyAt(0)).isEqualTo("k:{\"name\":\"b\"}");
    }

    @Test
    void whatIsWrittenDifferentlyStaysSo() {
        String[] texts = {
            "{\"v\":{\"n\":1.0}}",
            "{\"v\":{\"n\":1.00}}",
            "{\"v\":{\"a\":1,\"b\":2}}",
            "{\"v\":{\"b\":2,\"a\":1}}",
            "{\"v\":[1,2]}",
            "{\"v\":[2,1]}",
            "{\"v\":[\"1\"]}",
            "{\"v\":[1]}",
            "{\"v\":[true]}",
            "{\"v\":[{}]}",
            "{\"v\":[[]]}",
            "{\"v\":{\"n\":null}}",
            "{\"v\":{\"n\":\"null\"}}"
        };
        for (int round = 0; round < 4; round++) {
            for (String text : texts) {
                assertThat(shared(text)).hasToString(text);
            }
        }
    }

    @Test
    void morePartsThanThereIsRoomForAreStillRight() {
        for (int i = 0; i < 100_000; i++) {
            String text = "{\"v\":{\"n\":" + i % 60_000 + "}}";
            assertThat(shared(text)).hasToString(text);
        }
    }
}
