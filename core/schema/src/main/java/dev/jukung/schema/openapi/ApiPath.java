package dev.jukung.schema.openapi;

import java.util.List;
import java.util.stream.Stream;

/** A path with the parameters that all its operations have, and the operations with the others, all in order. */
record ApiPath(String path, List<Parameter> parameters, List<Operation> operations) {

    /** @param common of the path itself; parameters of every operation are added */
    static ApiPath of(String path, List<Parameter> common, List<Operation> operations) {
        List<Parameter> shared = operations.getFirst().parameters().stream()
                .filter(parameter -> operations.stream()
                        .allMatch(operation -> operation.parameters().contains(parameter)))
                .toList();
        return new ApiPath(
                path,
                Stream.concat(common.stream(), shared.stream())
                        .sorted(Parameter.ORDER)
                        .toList(),
                operations.stream()
                        .map(operation -> operation.with(operation.parameters().stream()
                                .filter(parameter -> !shared.contains(parameter))
                                .sorted(Parameter.ORDER)
                                .toList()))
                        .toList());
    }
}
