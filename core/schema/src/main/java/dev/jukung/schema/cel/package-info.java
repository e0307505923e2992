/**
 * CEL, the expression language of validation rules, admission policies, match conditions and the configuration of
 * authentication and authorization: {@link dev.jukung.schema.cel.CelEnvironment} is where to begin. Expressions are
 * parsed and type-checked by cel-java and evaluated here, on the trees as they are, with the functions, the costs and
 * the error texts of Kubernetes v1.36.
 */
@NullMarked
package dev.jukung.schema.cel;

import org.jspecify.annotations.NullMarked;
