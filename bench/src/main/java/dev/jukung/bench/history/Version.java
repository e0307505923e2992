package dev.jukung.bench.history;

import java.util.Optional;

/** What an object became at a revision, as etcd itself has it. @param token empty where it was deleted */
public record Version(long revision, String object, Optional<String> token) {}
