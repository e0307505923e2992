package dev.jukung.schema.openapi;

import java.util.List;

/** A path with the parameters that all its operations have, and the operations. */
record ApiPath(String path, List<Parameter> parameters, List<Operation> operations) {}
