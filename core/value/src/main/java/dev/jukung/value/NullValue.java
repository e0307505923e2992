package dev.jukung.value;

/** JSON's null. */
public enum NullValue {
    NULL;

    @Override
    public String toString() {
        return "null";
    }
}
