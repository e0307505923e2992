package dev.jukung.schema.cel;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Functions of quantities. */
final class QuantityFunctions {
    private static final String FORMAT_WRONG =
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    private QuantityFunctions() {}

    static void addTo(Map<String, Functions.Function> all) {
        all.put(
                "quantity",
                a -> a[0] instanceof String text
                        ? QuantityValue.parse(text).<Object>map(q -> q).orElseGet(() -> new CelError(FORMAT_WRONG))
                        : CelError.noOverload("quantity", a));
        all.put(
                "isQuantity",
                a -> a[0] instanceof String text
                        ? QuantityValue.parse(text).isPresent()
                        : CelError.noOverload("isQuantity", a));
        one(all, "sign", amount -> (long) amount.signum());
        one(all, "isInteger", QuantityFunctions::isInteger);
        one(
                all,
                "asInteger",
                amount ->
                        isInteger(amount) ? amount.longValueExact() : new CelError("cannot convert value to integer"));
        one(all, "asApproximateFloat", BigDecimal::doubleValue);
        two(all, "add", (a, b) -> new QuantityValue(a.add(b)));
        two(all, "sub", (a, b) -> new QuantityValue(a.subtract(b)));
        two(all, "isGreaterThan", (a, b) -> a.compareTo(b) > 0);
        two(all, "isLessThan", (a, b) -> a.compareTo(b) < 0);
        two(all, "compareTo", (a, b) -> (long) a.compareTo(b));
    }

    private static boolean isInteger(BigDecimal amount) {
        BigDecimal plain = amount.stripTrailingZeros();
        return plain.scale() <= 0 && plain.toBigInteger().bitLength() <= 63;
    }

    private static void one(Map<String, Functions.Function> all, String name, Function<BigDecimal, Object> function) {
        all.put(
                name,
                a -> a[0] instanceof QuantityValue(BigDecimal amount)
                        ? function.apply(amount)
                        : CelError.noOverload(name, a));
    }

    private static void two(
            Map<String, Functions.Function> all, String name, BiFunction<BigDecimal, BigDecimal, Object> function) {
        all.put(name, a -> {
            if (!(a[0] instanceof QuantityValue(BigDecimal mine))) {
                return CelError.noOverload(name, a);
            }
            return switch (a[1]) {
                case QuantityValue(BigDecimal theirs) -> function.apply(mine, theirs);
                case Long number -> function.apply(mine, BigDecimal.valueOf(number));
                default -> CelError.noOverload(name, a);
            };
        });
    }
}
