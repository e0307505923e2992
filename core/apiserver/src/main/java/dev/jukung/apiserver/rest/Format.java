package dev.jukung.apiserver.rest;

import dev.jukung.http.Request;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The form of an answer, negotiated from the Accept header.
 *
 * @param version of meta.k8s.io, for tables and metadata
 * @param include what rows of a table bring along: None, Metadata or Object
 * @param pretty whether JSON is laid out for people
 */
record Format(Encoding encoding, Form form, String version, String include, boolean withoutHeaders, boolean pretty) {
    /** In the order of the server's preference. */
    enum Encoding {
        JSON("application/json"),
        YAML("application/yaml"),
        PROTOBUF("application/vnd.kubernetes.protobuf");

        private final String mediaType;

        Encoding(String mediaType) {
            this.mediaType = mediaType;
        }

        String mediaType() {
            return mediaType;
        }
    }

    enum Form {
        OBJECT,
        TABLE,
        METADATA,
        METADATA_LIST
    }

    static final Format JSON = new Format(Encoding.JSON, Form.OBJECT, "v1", "Metadata", false, false);

    private static final String UNROUTABLE = "406: Not Acceptable\n\nAvailable representations: ";
    private static final String ACCEPTED =
            Arrays.stream(Encoding.values()).map(Encoding::mediaType).collect(Collectors.joining(", "));
    private static final String STREAMS =
            "application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch";

    /**
     * The form of objects of a resource.
     *
     * @param protobuf whether they have a protobuf form
     */
    static Format of(Request request, boolean protobuf) {
        return clauses(request).stream()
                .flatMap(clause -> offers(clause, request, protobuf, true).stream())
                .findFirst()
                .orElseThrow(Format::notAcceptable);
    }

    /** The form of the answer to a review, which is not stored and has no table. */
    static Format ofReview(Request request) {
        return clauses(request).stream()
                .flatMap(clause -> offers(clause, request, true, true).stream())
                .filter(format -> format.form() != Form.TABLE)
                .findFirst()
                .orElseThrow(Format::notAcceptable);
    }

    /** The form of what is no resource, or empty if the client accepts none of them. */
    static Optional<Format> plain(Request request) {
        return clauses(request).stream()
                .flatMap(clause -> offers(clause, request, true, false).stream())
                .findFirst();
    }

    /** Throws what Kubernetes' router says where nothing that a resource has could be accepted, whatever the parameters. */
    static void check(Request request, boolean collection) {
        String header = request.header("Accept").orElse("");
        boolean known = header.isEmpty()
                || Arrays.stream(header.split(","))
                        .map(part -> part.split(";", 2)[0].strip())
                        .anyMatch(type -> type.equals("*/*")
                                || Arrays.stream(Encoding.values()).anyMatch(encoding -> encoding.mediaType()
                                        .equals(type)));
        if (!known) {
            throw Refusals.generic(
                    Reason.NOT_ACCEPTABLE,
                    UNROUTABLE + CborAnswers.accepted(ACCEPTED) + (collection ? ", " + streams() : ""));
        }
    }

    /** Whether this is what {@link #check} throws. */
    static boolean isUnroutable(ApiException refusal) {
        return String.valueOf(refusal.getMessage()).startsWith(UNROUTABLE);
    }

    static ApiException notAcceptable() {
        return notAcceptable(CborAnswers.accepted(ACCEPTED));
    }

    /** @param accepted the media types that there are */
    static ApiException notAcceptable(String accepted) {
        return new ApiException(Reason.NOT_ACCEPTABLE, "only the following media types are accepted: " + accepted);
    }

    private static String streams() {
        return CborAnswers.on() ? STREAMS + ", " + CborAnswers.SEQUENCE : STREAMS;
    }

    /** This form for a watch; YAML cannot be streamed. */
    Format streamed() {
        if (encoding == Encoding.YAML) {
            throw new ApiException(Reason.NOT_ACCEPTABLE, "only the following media types are accepted: " + streams());
        }
        return this;
    }

    Format afterFirstRow() {
        return new Format(encoding, form, version, include, true, pretty);
    }

    private static List<Accept> clauses(Request request) {
        return Accept.parse(request.header("Accept").orElse(""));
    }

    private static Optional<Format> offers(Accept clause, Request request, boolean protobuf, boolean resource) {
        return Arrays.stream(Encoding.values())
                .filter(encoding -> clause.covers(encoding.mediaType()))
                .flatMap(encoding -> offer(encoding, clause, request, protobuf, resource).stream())
                .findFirst();
    }

    private static Optional<Format> offer(
            Encoding encoding, Accept clause, Request request, boolean protobuf, boolean resource) {
        String stream = clause.parameter("stream");
        if (!stream.isEmpty() && (!stream.equals("watch") || encoding == Encoding.YAML)) {
            return Optional.empty();
        }
        if (!clause.parameter("sv").isEmpty()
                && !(resource && clause.parameter("sv").equals("v1"))) {
            return Optional.empty();
        }
        return form(encoding, clause, protobuf, resource)
                .map(form -> new Format(
                        encoding,
                        form,
                        form == Form.OBJECT ? "v1" : clause.parameter("v"),
                        form == Form.TABLE ? request.parameter("includeObject").orElse("Metadata") : "Metadata",
                        false,
                        clause.parameter("pretty").equals("1") || pretty(request)));
    }

    private static Optional<Form> form(Encoding encoding, Accept clause, boolean protobuf, boolean resource) {
        String as = clause.parameter("as");
        String version = clause.parameter("v");
        if (as.isEmpty() && version.isEmpty() && clause.parameter("g").isEmpty()) {
            return encoding == Encoding.PROTOBUF && !protobuf ? Optional.empty() : Optional.of(Form.OBJECT);
        }
        boolean known = resource
                && clause.parameter("g").equals("meta.k8s.io")
                && (version.equals("v1") || version.equals("v1beta1"));
        if (!known) {
            return Optional.empty();
        }
        return switch (as) {
            case "Table" -> encoding == Encoding.PROTOBUF ? Optional.empty() : Optional.of(Form.TABLE);
            case "PartialObjectMetadata" -> Optional.of(Form.METADATA);
            case "PartialObjectMetadataList" -> Optional.of(Form.METADATA_LIST);
            default -> Optional.empty();
        };
    }

    /** People are known by their programs, where they do not say what they want. */
    private static boolean pretty(Request request) {
        String asked = request.parameter("pretty").orElse("");
        if (!asked.isEmpty()) {
            return List.of("1", "t", "T", "true", "TRUE", "True").contains(asked);
        }
        String agent = request.header("User-Agent").orElse("");
        return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
    }
}
