package dev.jukung.schema.cel;

import java.util.Set;

/**
 * What the type checker has found out about an expression.
 *
 * @param selections fields that it asks variables for: {@code claims.email}
 */
record Checked(String resultType, Set<String> variables, Set<String> selections, long estimatedCost) {}
