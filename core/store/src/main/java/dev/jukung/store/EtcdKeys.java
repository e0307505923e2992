package dev.jukung.store;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How keys are called in etcd: {@code /registry/<directory>/<name>}, as Kubernetes has it. What only Jukung needs lies beside
 * that, below {@code /registry.jukung/}, so that below {@code /registry/} there is nothing that others do not expect.
 * Immutable.
 */
final class EtcdKeys {
    private final String objects;
    private final String records;
    private final Map<String, String> directories;
    private final Map<String, String> collections = new HashMap<>();

    EtcdKeys(String prefix, Map<String, String> directories) {
        objects = prefix + "/";
        records = prefix + ".jukung/";
        this.directories = directories;
        directories.forEach((collection, directory) -> {
            String twin = collections.put(directory, collection);
            if (twin != null) {
                throw new IllegalArgumentException(
                        twin + " and " + collection + " cannot both be kept in " + objects + directory);
            }
        });
    }

    /** Before all objects. */
    String objects() {
        return objects;
    }

    /** Before all keys of both kinds: {@code .} comes right before {@code /}. */
    String first() {
        return records;
    }

    /** After all keys of both kinds. */
    String end() {
        return end(objects);
    }

    /** The end of the range of a prefix that ends in a slash. */
    static String end(String prefix) {
        return prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
    }

    /** Written with every commit, so that its revision is that of the newest. */
    String head() {
        return records + "head";
    }

    /** Before the records of commits. */
    String commits() {
        return records + "commits/";
    }

    boolean isCommit(String key) {
        return key.startsWith(commits());
    }

    String of(Key key) {
        String collection = key.collection();
        String directory = directories.getOrDefault(collection, collection);
        int slash = directory.indexOf('/');
        if (slash >= 0 && !directories.containsKey(collection) && directory.lastIndexOf('.', slash) < 0) {
            throw new IllegalArgumentException("it is not known where in etcd " + collection + " is kept");
        }
        return objects + directory + "/" + key.name();
    }

    /** Empty for what is not an object. */
    Optional<Key> key(String text) {
        if (!text.startsWith(objects)) {
            return Optional.empty();
        }
        String path = text.substring(objects.length());
        int first = path.indexOf('/');
        if (first < 0) {
            return Optional.empty();
        }
        int second = path.indexOf('/', first + 1);
        if (second >= 0) {
            String two = path.substring(0, second);
            String known = collections.get(two);
            if (known != null || path.lastIndexOf('.', first) >= 0) { // a group has a dot, a resource has none
                return Optional.of(new Key(known != null ? known : two, path.substring(second + 1)));
            }
        }
        String one = path.substring(0, first);
        return Optional.of(new Key(collections.getOrDefault(one, one), path.substring(first + 1)));
    }
}
