package dev.jukung.schema.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import java.util.List;
import java.util.Optional;

/** {@code list.sortBy(x, key)}: the list sorted by the list of its keys. */
final class SortBy {
    static final String FUNCTION = "@sortByAssociatedKeys";

    private static final String INPUT = "@__sortBy_input__";

    private SortBy() {}

    static CelMacro macro() {
        return CelMacro.newReceiverMacro("sortBy", 2, SortBy::expand);
    }

    private static Optional<CelExpr> expand(CelMacroExprFactory make, CelExpr target, List<CelExpr> arguments) {
        CelExpr variable = arguments.getFirst();
        if (variable.getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return Optional.of(make.reportError("argument must be a simple name"));
        }
        String result = make.getAccumulatorVarName();
        CelExpr keys = make.fold(
                variable.ident().name(),
                make.newIdentifier(INPUT),
                result,
                make.newList(),
                make.newBoolLiteral(true),
                make.newGlobalCall("_+_", make.newIdentifier(result), make.newList(arguments.get(1))),
                make.newIdentifier(result));
        return Optional.of(make.fold(
                "#unused",
                make.newList(),
                INPUT,
                target,
                make.newBoolLiteral(false),
                make.newIdentifier(INPUT),
                make.newReceiverCall(FUNCTION, make.newIdentifier(INPUT), keys)));
    }
}
