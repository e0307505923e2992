package dev.jukung.schema.cel;

import dev.jukung.value.ObjectValue;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code x-kubernetes-validations}, compiled.
 *
 * @param program null when the rule is empty or wrong
 * @param error what is wrong with the rule, or empty
 * @param message null when there is no message expression or it is wrong
 * @param messageError what is wrong with the message expression, or empty
 * @param fieldPath below the value that is validated; empty when the error is about the value itself
 */
record Rule(
        ObjectValue source,
        @Nullable CelProgram program,
        String error,
        @Nullable CelProgram message,
        String messageError,
        String fieldPath) {
    static Rule compile(ObjectValue source, RuleNode node) {
        String expression = source.text("rule", "");
        String fieldPath = FieldPaths.normalized(source.text("fieldPath", ""), node.schema())
                .orElse("");
        if (expression.isBlank()) {
            return new Rule(source, null, "", null, "", fieldPath);
        }
        CelEnvironment environment = node.environment(source.flag("optionalOldSelf", false));
        CelProgram program = null;
        String error = "";
        switch (environment.compile(expression)) {
            case CelProgram compiled when compiled.resultType().equals("bool") -> program = compiled;
            case CelProgram _ -> error = "cel expression must evaluate to a bool";
            case CelCompilation.Problem(String text) -> error = "compilation failed: " + text;
        }
        CelProgram message = null;
        String messageError = "";
        String messageExpression = source.text("messageExpression", "");
        if (program != null && !messageExpression.isBlank()) {
            switch (environment.compile(messageExpression)) {
                case CelProgram compiled when compiled.resultType().equals("string") -> message = compiled;
                case CelProgram _ -> messageError = "messageExpression must evaluate to a string";
                case CelCompilation.Problem(String text) ->
                    messageError = "messageExpression compilation failed: " + text;
            }
        }
        return new Rule(source, program, error, message, messageError, fieldPath);
    }

    boolean usesOldSelf() {
        return program != null && program.uses(RuleNode.OLD_SELF);
    }

    boolean optionalOldSelf() {
        return source.flag("optionalOldSelf", false);
    }

    /** How messages name the rule. */
    String shown() {
        String message = source.text("message", "");
        return (message.isEmpty() ? source.text("rule", "") : message).strip();
    }

    /** What is said when the rule is broken and no expression says it better. */
    String defaultMessage() {
        return source.text("message", "").isEmpty() ? "failed rule: " + shown() : shown();
    }
}
