package dev.jukung.schema.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Kubernetes checks beyond types: that durations, times and patterns that are written down can be read, and that
 * the items of a list have one type.
 */
final class LiteralChecks {
    private final CelAbstractSyntaxTree ast;
    private final List<CelIssue> issues = new ArrayList<>();

    LiteralChecks(CelAbstractSyntaxTree ast) {
        this.ast = ast;
        check(ast.getExpr());
    }

    List<CelIssue> issues() {
        return issues;
    }

    private void check(CelExpr expr) {
        switch (expr.getKind()) {
            case SELECT -> check(expr.select().operand());
            case CALL -> {
                CelExpr.CelCall call = expr.call();
                call(call);
                call.target().ifPresent(this::check);
                if (!call.function().equals("format")) { // whose arguments may be of any types
                    call.args().forEach(this::check);
                }
            }
            case LIST -> {
                expr.list().elements().forEach(this::check);
                if (expr.list().optionalIndices().isEmpty()) {
                    sameTypes(expr.list().elements());
                }
            }
            case MAP -> {
                expr.map().entries().forEach(entry -> {
                    check(entry.key());
                    check(entry.value());
                });
                sameTypes(expr.map().entries().stream()
                        .map(CelExpr.CelMap.Entry::key)
                        .toList());
                if (expr.map().entries().stream().noneMatch(CelExpr.CelMap.Entry::optionalEntry)) {
                    sameTypes(expr.map().entries().stream()
                            .map(CelExpr.CelMap.Entry::value)
                            .toList());
                }
            }
            case STRUCT -> expr.struct().entries().forEach(entry -> check(entry.value()));
            case COMPREHENSION -> {
                CelExpr.CelComprehension fold = expr.comprehension();
                List.of(fold.iterRange(), fold.accuInit(), fold.loopCondition(), fold.loopStep(), fold.result())
                        .forEach(this::check);
            }
            default -> {}
        }
    }

    private void call(CelExpr.CelCall call) {
        String function = call.function();
        switch (function) {
            case "duration", "timestamp" -> {
                String text = call.args().size() == 1 ? text(call.args().getFirst()) : null;
                if (text != null && Functions.named(function).call(text) instanceof CelError) {
                    report(call.args().getFirst(), "invalid " + function + " argument");
                }
            }
            case "matches" -> {
                CelExpr pattern = call.args().getLast();
                String text = text(pattern);
                if (text != null && !compiles(text)) {
                    report(pattern, "invalid matches argument");
                }
            }
            default -> {}
        }
    }

    private static boolean compiles(String pattern) {
        try {
            return Pattern.compile(pattern) != null;
        } catch (PatternSyntaxException _) {
            return false;
        }
    }

    private static @Nullable String text(CelExpr expr) {
        boolean text = expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
        return text ? expr.constant().stringValue() : null;
    }

    private void sameTypes(List<CelExpr> parts) {
        CelType common = null;
        for (CelExpr part : parts) {
            CelType type = ast.getType(part.id()).orElse(SimpleType.DYN);
            if (common == null || common.isAssignableFrom(type)) {
                common = common == null ? type : common;
            } else if (type.isAssignableFrom(common) || mayBeNull(common, type)) {
                common = type;
            } else {
                report(
                        part,
                        "expected type '" + CelTypes.format(common) + "' but found '" + CelTypes.format(type) + "'");
                return;
            }
        }
    }

    private static boolean mayBeNull(CelType a, CelType b) {
        return (a.kind() == CelKind.NULL_TYPE && b.kind() == CelKind.STRUCT)
                || (b.kind() == CelKind.NULL_TYPE && a.kind() == CelKind.STRUCT);
    }

    private void report(CelExpr expr, String message) {
        Integer offset = ast.getSource().getPositionsMap().get(expr.id());
        CelSourceLocation place =
                ast.getSource().getOffsetLocation(offset == null ? 0 : offset).orElse(CelSourceLocation.of(1, 0));
        issues.add(CelIssue.formatError(expr.id(), place, message));
    }
}
