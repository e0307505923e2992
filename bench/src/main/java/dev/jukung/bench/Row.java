package dev.jukung.bench;

import java.util.Map;

/**
 * One line of the report.
 *
 * @param value the figures as text
 * @param numbers the figures for machines; the unit is in the name
 */
public record Row(String part, String what, String value, Map<String, Double> numbers, Yardstick yardstick) {}
