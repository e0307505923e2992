package dev.jukung.runtime;

import dev.jukung.model.KubeObject;
import dev.jukung.model.ObjectKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an informer knows at one moment: its objects by key and by its indexes. Immutable. */
final class Image<T extends KubeObject> {
    record IndexKey(String value, ObjectKey key) {}

    private static final Comparator<IndexKey> INDEX_ORDER =
            Comparator.comparing(IndexKey::value).thenComparing(IndexKey::key);

    private final SortedImage<ObjectKey, T> objects;
    private final Map<Index<? super T>, SortedImage<IndexKey, T>> indexes;

    private Image(SortedImage<ObjectKey, T> objects, Map<Index<? super T>, SortedImage<IndexKey, T>> indexes) {
        this.objects = objects;
        this.indexes = indexes;
    }

    static <T extends KubeObject> Image<T> of(SortedMap<ObjectKey, T> objects, List<Index<? super T>> indexes) {
        Image<T> image = new Image<>(SortedImage.copyOf(objects, Comparator.naturalOrder()), Map.of());
        for (Index<? super T> index : indexes) {
            image = image.with(index);
        }
        return image;
    }

    /** Other objects under the same indexes. */
    Image<T> replaced(SortedMap<ObjectKey, T> others) {
        return of(others, List.copyOf(indexes.keySet()));
    }

    Image<T> with(Index<? super T> index) {
        if (indexes.containsKey(index)) {
            return this;
        }
        SortedMap<IndexKey, T> entries = new TreeMap<>(INDEX_ORDER);
        objects.forEach((key, object) -> {
            for (String value : index.of(object)) {
                entries.put(new IndexKey(value, key), object);
            }
        });
        Map<Index<? super T>, SortedImage<IndexKey, T>> more = new HashMap<>(indexes);
        more.put(index, SortedImage.copyOf(entries, INDEX_ORDER));
        return new Image<>(objects, more);
    }

    Image<T> with(T object) {
        ObjectKey key = object.key();
        Optional<T> before = objects.get(key);
        Map<Index<? super T>, SortedImage<IndexKey, T>> changed = HashMap.newHashMap(indexes.size());
        indexes.forEach((index, entries) -> {
            SortedImage<IndexKey, T> image = before.isPresent() ? cleared(index, entries, before.get()) : entries;
            for (String value : index.of(object)) {
                image = image.with(new IndexKey(value, key), object);
            }
            changed.put(index, image);
        });
        return new Image<>(objects.with(key, object), changed);
    }

    Image<T> without(ObjectKey key) {
        Optional<T> before = objects.get(key);
        if (before.isEmpty()) {
            return this;
        }
        Map<Index<? super T>, SortedImage<IndexKey, T>> changed = HashMap.newHashMap(indexes.size());
        indexes.forEach((index, entries) -> changed.put(index, cleared(index, entries, before.get())));
        return new Image<>(objects.without(key), changed);
    }

    private static <T extends KubeObject> SortedImage<IndexKey, T> cleared(
            Index<? super T> index, SortedImage<IndexKey, T> entries, T object) {
        SortedImage<IndexKey, T> image = entries;
        for (String value : index.of(object)) {
            image = image.without(new IndexKey(value, object.key()));
        }
        return image;
    }

    SortedImage<ObjectKey, T> objects() {
        return objects;
    }

    List<T> by(Index<? super T> index, String value) {
        SortedImage<IndexKey, T> entries = indexes.get(index);
        if (entries == null) {
            throw new IllegalStateException("the informer has no such index: give it to Informer.index first");
        }
        return entries.range(entry -> entry.value().compareTo(value));
    }
}
