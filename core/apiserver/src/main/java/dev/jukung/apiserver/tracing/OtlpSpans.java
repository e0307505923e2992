package dev.jukung.apiserver.tracing;

import com.google.protobuf.ByteString;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Spans in the words of OTLP. All are of one resource and one scope. Pure functions. */
final class OtlpSpans {
    private static final int REMOTE_KNOWN = 0x100;
    private static final int REMOTE = 0x200;

    private OtlpSpans() {}

    static ExportTraceServiceRequest request(Collection<SpanData> spans) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        if (spans.isEmpty()) {
            return request.build();
        }
        SpanData first = spans.iterator().next();
        ScopeSpans.Builder scope = ScopeSpans.newBuilder()
                .setScope(InstrumentationScope.newBuilder()
                        .setName(first.getInstrumentationScopeInfo().getName()));
        spans.forEach(span -> scope.addSpans(span(span)));
        ResourceSpans.Builder resource = ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder()
                        .addAllAttributes(attributes(first.getResource().getAttributes())))
                .addScopeSpans(scope);
        return request.addResourceSpans(resource).build();
    }

    private static Span span(SpanData span) {
        SpanContext context = span.getSpanContext();
        Span.Builder written = Span.newBuilder()
                .setTraceId(ByteString.copyFrom(context.getTraceIdBytes()))
                .setSpanId(ByteString.copyFrom(context.getSpanIdBytes()))
                .setTraceState(state(context))
                .setFlags(flags(context, span.getParentSpanContext()))
                .setName(span.getName())
                .setKind(Span.SpanKind.valueOf("SPAN_KIND_" + span.getKind().name()))
                .setStartTimeUnixNano(span.getStartEpochNanos())
                .setEndTimeUnixNano(span.getEndEpochNanos())
                .addAllAttributes(attributes(span.getAttributes()))
                .setDroppedAttributesCount(
                        span.getTotalAttributeCount() - span.getAttributes().size())
                .setDroppedEventsCount(
                        span.getTotalRecordedEvents() - span.getEvents().size());
        if (span.getParentSpanContext().isValid()) {
            written.setParentSpanId(
                    ByteString.copyFrom(span.getParentSpanContext().getSpanIdBytes()));
        }
        for (EventData event : span.getEvents()) {
            written.addEvents(Span.Event.newBuilder()
                    .setTimeUnixNano(event.getEpochNanos())
                    .setName(event.getName())
                    .addAllAttributes(attributes(event.getAttributes())));
        }
        for (LinkData link : span.getLinks()) {
            written.addLinks(Span.Link.newBuilder()
                    .setTraceId(ByteString.copyFrom(link.getSpanContext().getTraceIdBytes()))
                    .setSpanId(ByteString.copyFrom(link.getSpanContext().getSpanIdBytes()))
                    .setTraceState(state(link.getSpanContext()))
                    .setFlags(flags(link.getSpanContext(), link.getSpanContext())));
        }
        if (span.getStatus().getStatusCode() != StatusCode.UNSET) {
            written.setStatus(Status.newBuilder()
                    .setCode(
                            span.getStatus().getStatusCode() == StatusCode.OK
                                    ? Status.StatusCode.STATUS_CODE_OK
                                    : Status.StatusCode.STATUS_CODE_ERROR)
                    .setMessage(span.getStatus().getDescription()));
        }
        return written.build();
    }

    /** @param other whose being remote is told: of a span its parent, of a link itself */
    private static int flags(SpanContext context, SpanContext other) {
        return (context.getTraceFlags().asByte() & 0xff) | REMOTE_KNOWN | (other.isRemote() ? REMOTE : 0);
    }

    private static String state(SpanContext context) {
        List<String> members = new ArrayList<>();
        context.getTraceState().forEach((key, value) -> members.add(key + "=" + value));
        return String.join(",", members);
    }

    private static List<KeyValue> attributes(Attributes attributes) {
        List<KeyValue> written = new ArrayList<>();
        attributes.forEach((AttributeKey<?> key, Object value) -> {
            AnyValue.Builder any = AnyValue.newBuilder();
            switch (value) {
                case Long number -> any.setIntValue(number);
                case Boolean truth -> any.setBoolValue(truth);
                default -> any.setStringValue(value.toString());
            }
            written.add(KeyValue.newBuilder().setKey(key.getKey()).setValue(any).build());
        });
        return written;
    }
}
