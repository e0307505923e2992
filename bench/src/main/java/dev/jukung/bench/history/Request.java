package dev.jukung.bench.history;

/** What a client asks for. */
public sealed interface Request {
    /** How an object is written. */
    enum Verb {
        CREATE,
        UPDATE,
        PATCH,
        DELETE
    }

    /**
     * @param token what is written, unlike anything else that is ever written; empty for a deletion
     * @param precondition the revision that the object has to have; 0 for any. A deletion always has one
     */
    record Write(Verb verb, String object, String token, long precondition) implements Request {}

    /** A read that has to see everything that was answered before it began. */
    record Get(String object) implements Request {}

    /** All objects, as everything that was answered before has left them. */
    record List() implements Request {}

    /** All objects as some moment had them that is not before {@code notOlderThan}. */
    record CachedList(long notOlderThan) implements Request {}
}
