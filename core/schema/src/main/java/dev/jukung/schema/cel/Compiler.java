package dev.jukung.schema.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSource;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.extensions.CelOptionalLibrary;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Parses and checks expressions with cel-java, and tells what is wrong with them as cel-go does. Thread-safe. */
final class Compiler {
    private static final CelOptions OPTIONS = CelOptions.current()
            .enableReservedIds(true)
            .enableOptionalSyntax(true)
            .enableQuotedIdentifierSyntax(false)
            .enableHeterogeneousNumericComparisons(true)
            .build();
    /** Kubernetes has the second version of the library, which cannot reverse strings yet. */
    private static final Set<CelStringExtensions.Function> TEXT_FUNCTIONS =
            EnumSet.complementOf(EnumSet.of(CelStringExtensions.Function.REVERSE));

    /** Without {@code sortBy}, which cel-java gives a wrong type; see {@link SortBy}. */
    private static final Set<CelListsExtensions.Function> LIST_FUNCTIONS =
            EnumSet.complementOf(EnumSet.of(CelListsExtensions.Function.SORT_BY));

    private static final int MAX_SNIPPET = 16384;
    private static final Collection<CelFunctionDecl> FUNCTIONS = Declarations.kubernetes();

    /** How ANTLR's own complaints begin; cel-go marks them. */
    private static final Pattern SYNTAX = Pattern.compile(
            "(mismatched input|extraneous input|missing |no viable alternative|token recognition).*", Pattern.DOTALL);

    private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)$", Pattern.DOTALL);

    private static final Pattern NULL = Pattern.compile("\\bnull\\b");

    private final CelCompiler compiler;
    private final Types types = new Types();
    private final boolean patches;
    private final Map<String, DeclType> variables;

    Compiler(Map<String, DeclType> variables, Collection<DeclType> namedTypes, boolean patches) {
        this.variables = variables;
        this.patches = patches;
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(
                        CelOptionalLibrary.INSTANCE,
                        CelExtensions.strings(TEXT_FUNCTIONS),
                        CelExtensions.sets(OPTIONS),
                        CelExtensions.lists(LIST_FUNCTIONS),
                        CelExtensions.comprehensions())
                .addMacros(SortBy.macro())
                .addFunctionDeclarations(FUNCTIONS);
        variables.forEach((name, type) -> builder.addVar(name, types.of(type)));
        namedTypes.forEach(types::add);
        if (patches) {
            builder.addFunctionDeclarations(Declarations.escapeKey());
            types.add(DeclType.object(
                    CelPatch.OPERATION,
                    Map.of(
                            "op",
                            DeclType.STRING,
                            "path",
                            DeclType.STRING,
                            "from",
                            DeclType.STRING,
                            "value",
                            DeclType.DYN)));
        }
        this.compiler = builder.setTypeProvider(types.provider()).build();
    }

    CelCompilation compile(String expression) {
        CelValidationResult parsed = compiler.parse(expression, "<input>");
        if (parsed.hasError()) {
            return problem(parsed.getErrors(), parsed.getSource());
        }
        try {
            CelValidationResult result = checker(parsed.getAst()).check(parsed.getAst());
            if (result.hasError()) {
                return problem(result.getErrors(), result.getSource());
            }
            CelAbstractSyntaxTree ast = result.getAst();
            List<CelIssue> literals = new LiteralChecks(ast).issues();
            return literals.isEmpty() ? program(expression, ast) : problem(literals, ast.getSource());
        } catch (CelValidationException e) {
            return problem(e.getErrors(), parsed.getSource());
        }
    }

    /** Objects of patches may have any fields: those that the expression names. */
    private CelCompiler checker(CelAbstractSyntaxTree parsed) {
        if (!patches) {
            return compiler;
        }
        Set<String> fields = all(parsed).flatMap(Compiler::fieldsIn).collect(Collectors.toSet());
        return compiler.toCompilerBuilder()
                .setTypeProvider(types.providerWithObjects(fields))
                .build();
    }

    private static Stream<CelExpr> all(CelAbstractSyntaxTree ast) {
        return CelNavigableAst.fromAst(ast).getRoot().allNodes().map(CelNavigableExpr::expr);
    }

    /** {@code variable.field}, where that is what the expression selects. */
    private static Stream<String> selectionIn(CelExpr expr) {
        if (expr.getKind() == CelExpr.ExprKind.Kind.SELECT) {
            return selection(expr.select().operand(), expr.select().field());
        }
        boolean optional = expr.getKind() == CelExpr.ExprKind.Kind.CALL
                && expr.call().function().equals("_?._");
        return optional
                ? selection(
                        expr.call().args().getFirst(),
                        expr.call().args().getLast().constant().stringValue())
                : Stream.empty();
    }

    private static Stream<String> selection(CelExpr operand, String field) {
        return operand.getKind() == CelExpr.ExprKind.Kind.IDENT
                ? Stream.of(operand.ident().name() + "." + field)
                : Stream.empty();
    }

    private static Stream<String> fieldsIn(CelExpr expr) {
        return switch (expr.getKind()) {
            case SELECT -> Stream.of(expr.select().field());
            case STRUCT -> expr.struct().entries().stream().map(CelExpr.CelStruct.Entry::fieldKey);
            default -> Stream.empty();
        };
    }

    private CelProgram program(String expression, CelAbstractSyntaxTree ast) {
        Planner planner = new Planner(ast, variables.keySet());
        Node node = planner.plan();
        long cost = new CostEstimator(ast, variables).estimate();
        Set<String> selections = all(ast).flatMap(Compiler::selectionIn).collect(Collectors.toUnmodifiableSet());
        Checked checked = new Checked(typeName(ast.getResultType()), planner.used(), selections, cost);
        return new CelProgram(expression, checked, node, planner.locals());
    }

    /** The type's name as cel-go has it; of lists, maps and optional values with what is in them. */
    private static String typeName(CelType type) {
        return NULL.matcher(CelTypes.format(type)).replaceAll("null_type");
    }

    private static CelCompilation.Problem problem(Collection<CelIssue> issues, CelSource source) {
        List<CelIssue> sorted = new ArrayList<>(issues);
        sorted.sort(Comparator.comparing(CelIssue::getSourceLocation));
        return new CelCompilation.Problem(
                sorted.stream().map(issue -> display(issue, source)).collect(Collectors.joining("\n")));
    }

    private static String display(CelIssue issue, CelSource source) {
        CelSourceLocation place = issue.getSourceLocation();
        String message = CANDIDATES.matcher(issue.getMessage()).replaceFirst("");
        if (SYNTAX.matcher(message).matches()) {
            message = "Syntax error: " + message;
        }
        StringBuilder text = new StringBuilder("ERROR: <input>:")
                .append(place.getLine())
                .append(':')
                .append(place.getColumn() + 1)
                .append(": ")
                .append(message);
        source.getSnippet(place.getLine())
                .filter(line -> line.length() <= MAX_SNIPPET)
                .ifPresent(line -> {
                    String shown = line.replace('\t', ' ');
                    int[] points = shown.codePoints().toArray();
                    text.append("\n | ").append(shown).append("\n | ");
                    for (int i = 0; i < Math.min(place.getColumn(), points.length); i++) {
                        text.append(points[i] > 0x7f ? '\uff0e' : '.');
                    }
                    boolean wide = place.getColumn() < points.length && points[place.getColumn()] > 0x7f;
                    text.append(wide ? '\uff3e' : '^');
                });
        return text.toString();
    }
}
