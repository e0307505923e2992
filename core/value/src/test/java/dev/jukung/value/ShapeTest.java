package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void objectsOfOneKindShareTheirKeysHoweverTheyAreMade() {
        ObjectValue read = Json.parseObject("{\"name\":\"a\",\"image\":\"b\"}");
        ObjectValue built = ObjectValue.of("name", "c", "image", "d");
        ObjectValue changed = ObjectValue.EMPTY.with("name", "e").with("image", "f");
        ObjectValue shortened = ObjectValue.of("name", 1, "x", 2, "image", 3).without("x");
        assertThat(read.shape())
                .isSameAs(built.shape())
                .isSameAs(changed.shape())
                .isSameAs(shortened.shape());
        assertThat(read.keyAt(0)).isSameAs("name");
    }

    @Test
    void keysThatAreDataAreNotShared() {
        assertThat(ObjectValue.of("a key with spaces", 1).shape().isShared()).isFalse();
        assertThat(ObjectValue.of("x".repeat(Shape.MAX_SHARED_KEY_LENGTH + 1), 1)
                        .shape()
                        .isShared())
                .isFalse();
        ObjectValue.Builder many = ObjectValue.builder();
        for (int i = 0; i <= Shape.MAX_SHARED_KEYS; i++) {
            many.set("k" + i, i);
        }
        assertThat(many.build().shape().isShared()).isFalse();
        assertThat(many.build().get("k64")).isEqualTo(64L);
    }

    @Test
    void keysThatComeOftenAreSharedEvenIfTheyLookLikeData() {
        String json = "{\"k:{\\\"type\\\":\\\"Often\\\"}\":{\"f:status\":{}}}";
        ObjectValue last = ObjectValue.EMPTY;
        for (int i = 0; i < 5; i++) {
            last = Json.parseObject(json);
            assertThat(last).hasToString(json);
        }
        assertThat(last.shape().isShared()).isTrue();
    }

    @Test
    void sharedShapesAreBoundedAndObjectsOutliveThem() {
        ObjectValue before = ObjectValue.of("shape.test/a", 1, "shape.test/b", 2);
        Shape rootBefore = Shape.root();
        for (int i = 0; i <= Shape.MAX_SHARED; i++) {
            assertThat(ObjectValue.of("shape.test/" + i, i).get("shape.test/" + i))
                    .isEqualTo((long) i);
        }

        Shape rootAfter = Shape.root();
        assertThat(rootAfter).isNotSameAs(rootBefore);
        assertThat(before.with("shape.test/c", 3).shape().isShared())
                .as("an old generation grows no more")
                .isFalse();
        assertThat(Shape.root()).isSameAs(rootAfter);
        assertThat(before.with("shape.test/c", 3))
                .isEqualTo(ObjectValue.of("shape.test/a", 1, "shape.test/b", 2, "shape.test/c", 3));
        assertThat(ObjectValue.of("shape.test/a", 1, "shape.test/b", 2)).isEqualTo(before);
    }

    @Test
    void keysChosenToCollideAreNeitherSlowNorWrong() {
        List<String> keys = colliding(12);
        for (String key : keys) {
            assertThat(ObjectValue.of(key, 1).get(key)).isEqualTo(1L);
        }
        StringBuilder json = new StringBuilder("{\"first\":0");
        keys.forEach(key ->
                json.append(",\"").append(key).append("\":\"").append(key).append('"'));
        ObjectValue object = Json.parseObject(json.append('}').toString());
        keys.forEach(key -> assertThat(object.text(key)).contains(key));
        assertThat(object.has("AaAaAaAaAaAa")).isFalse();
    }

    /** Names of one hash code: as "Aa" and "BB" have the same, so have all words made of them. */
    private static List<String> colliding(int pairs) {
        List<String> words = List.of("");
        for (int i = 0; i < pairs; i++) {
            List<String> longer = new ArrayList<>();
            words.forEach(word -> Collections.addAll(longer, word + "Aa", word + "BB"));
            words = longer;
        }
        return words;
    }

    @Test
    void aGuessedKeyIsComparedAsAWhole() {
        for (String key : List.of("a", "b", "ab", "bb", "oneLongKeyName", "twoLongKeyName", "oneLongerKeyName", "é")) {
            for (int round = 0; round < 2; round++) {
                String json = "{\"guess.test\":{\"" + key + "\":1}}";
                assertThat(Json.parseObject(json)).hasToString(json);
            }
        }
    }

    @Test
    void manyThreadsFindTheSameShapes() throws InterruptedException, ExecutionException {
        Set<Shape> shapes = ConcurrentHashMap.newKeySet();
        String json = "{\"threads.a\":1,\"threads.b\":{\"threads.c\":2},\"threads.d\":[{\"threads.e\":3}]}";
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                running.add(threads.submit(() -> {
                    for (int round = 0; round < 500; round++) {
                        ObjectValue object = Json.parseObject(json);
                        assertThat(object).hasToString(json);
                        shapes.add(object.shape());
                    }
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        }
        assertThat(shapes).hasSize(1);
    }
}
