package dev.jukung.network;

/** The place of an element: its set or map, and its key in nft's words ({@code 10.96.0.1 . tcp . 80}). */
record RuleElement(String set, String key) {}
