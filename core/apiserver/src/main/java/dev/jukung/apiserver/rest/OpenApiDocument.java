package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.registry.Kind;
import dev.jukung.base.Clock;
import dev.jukung.http.Headers;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.model.openapi.OpenApiProtobuf;
import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A document as it is served: in JSON, and in protobuf once somebody asks for that. Thread-safe. */
final class OpenApiDocument {
    /** A version of OpenAPI, with what its media types are called. */
    enum Version {
        V2("v2"),
        V3("v3");

        private final String name;

        Version(String name) {
            this.name = name;
        }

        /** The protobuf form's media type in answers. */
        private String protobuf() {
            return "application/com.github.proto-openapi.spec." + name + ".v1.0+protobuf";
        }

        /** The same in requests, as clients have always written it. */
        private String protobufOfOld() {
            return "application/com.github.proto-openapi.spec." + name + "@v1.0+protobuf";
        }

        private OpenApiProtobuf form() {
            return this == V2 ? OpenApiProtobuf.version2() : OpenApiProtobuf.version3();
        }
    }

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
    private static final String JSON = Format.Encoding.JSON.mediaType();

    private final List<Kind> kinds;
    private final Version version;
    private final byte[] json;
    private final String hash;
    private final Instant made;
    private byte @Nullable [] protobuf;

    /** @param kinds what it was made from: while these are served, it is up to date */
    OpenApiDocument(List<Kind> kinds, Version version, ObjectValue document, Clock clock) {
        this.kinds = kinds;
        this.version = version;
        this.json = Json.bytes(document);
        this.hash = hash(json);
        this.made = clock.now();
    }

    List<Kind> kinds() {
        return kinds;
    }

    /** Of the JSON form. */
    String hash() {
        return hash;
    }

    Response answer(Request request) {
        for (Accept clause : Accept.parse(request.header("Accept").orElse(""))) {
            if (clause.covers(JSON)) {
                return content(JSON, json, request);
            }
            if (clause.covers(version.protobuf()) || clause.covers(version.protobufOfOld())) {
                return content(version.protobuf(), protobuf(), request);
            }
        }
        return new Response(406, Headers.of("Vary", "Accept"), new Response.Bytes());
    }

    private Response content(String mediaType, byte[] bytes, Request request) {
        String tag = '"' + hash + '"';
        String modified = httpDate(made);
        Headers headers =
                Headers.of("Content-Type", mediaType, "Etag", tag, "Last-Modified", modified, "Vary", "Accept");
        boolean known = request.header("If-None-Match").filter(tag::equals).isPresent();
        return known
                ? new Response(304, headers, new Response.Bytes())
                : new Response(200, headers, new Response.Bytes(bytes));
    }

    /** As HTTP writes a time, with two digits for the day. */
    static String httpDate(Instant time) {
        return HTTP_DATE.format(time.atZone(ZoneOffset.UTC));
    }

    private synchronized byte[] protobuf() {
        if (protobuf == null) {
            protobuf = version.form().bytes(Json.parseObject(json));
        }
        return protobuf;
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }
}
