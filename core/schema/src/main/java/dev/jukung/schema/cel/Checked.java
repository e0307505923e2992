package dev.jukung.schema.cel;

import java.util.Set;

/** What the type checker has found out about an expression. */
record Checked(String resultType, Set<String> variables, long estimatedCost) {}
