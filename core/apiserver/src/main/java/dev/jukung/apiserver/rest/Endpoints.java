package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.audit.Audit;
import dev.jukung.apiserver.auth.Attributes;
import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.User;
import dev.jukung.apiserver.authentication.TokenIssuer;
import dev.jukung.apiserver.discovery.Discovery;
import dev.jukung.apiserver.explain.Historian;
import dev.jukung.apiserver.explain.Narrator;
import dev.jukung.apiserver.flowcontrol.FlowController;
import dev.jukung.apiserver.flowcontrol.FlowDump;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.apiserver.tracing.Tracing;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Request;
import dev.jukung.http.Response;
import dev.jukung.schema.Schemas;
import dev.jukung.store.RevisionStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Everything the API server answers, behind its filters. */
public record Endpoints(
        Kinds kinds,
        Verbs verbs,
        Authenticator authenticator,
        Authorizer authorizer,
        Reviews reviews,
        Connector connector,
        Narrator narrator,
        Delegation delegation,
        RevisionStore store,
        Clock clock,
        Randomness random,
        Faults faults,
        PrometheusRegistry registry,
        Audit audit,
        FlowController flow,
        OpenWatches watches,
        ComponentStatuses components,
        Tracing tracing) {

    /** The order is the design, so it is written in one place, with the reason for each line. */
    public Handler handler(Discovery discovery, Health health, TokenIssuer issuer, Schemas schemas, StatusPages pages) {
        RequestMetrics metrics = new RequestMetrics(clock, registry);
        ProcessMetrics.register(registry, kinds, verbs.reader());
        Handler resources =
                new ResourceHandler(kinds, verbs, reviews, connector, schemas, watches, components, clock, random);
        WhyHandler why = new WhyHandler(kinds, narrator, new Historian(store), authorizer);
        BiFunction<Request, User, Attributes> wanted = (request, user) -> WhyHandler.serves(request)
                ? why.attributes(request, user)
                : RequestInfo.of(request).attributes(user, request);
        SnapshotHandler snapshot = new SnapshotHandler(store);
        Handler documents = new Documents(
                discovery,
                health,
                ServerVersion.document(),
                issuer,
                () -> MetricsText.of(registry),
                new OpenApiDocuments(kinds, delegation, schemas, clock),
                new FlowDump(flow, clock),
                pages);
        Traced traced = new Traced(tracing);
        return Filter.chain(
                List.of(
                        // Outermost: every request counts, also those refused below.
                        metrics,
                        // Every answer names the request's id, also the ones of the filters below.
                        new Auditing.Identified(audit, random),
                        // Above everything that can fail, below the metrics, so that they see the final code.
                        new Filters.ErrorResponses(faults),
                        traced.around("authentication", new Filters.Authentication(authenticator)),
                        // Below authentication, as not everybody may decide what is traced.
                        traced.requests(),
                        // Who really asks is known, and nothing below may refuse without leaving a record.
                        traced.around("audit", new Auditing.Recorded(audit)),
                        // Once more: what is recorded is the answer as the client gets it.
                        new Filters.ErrorResponses(faults),
                        traced.around(
                                "impersonation", new Filters.Impersonating(new Impersonation(authorizer), wanted)),
                        // Whose turn it is depends on the user, and all that costs much comes below.
                        traced.around(
                                "priorityandfairness", new FlowControl(flow, new WorkEstimate(kinds, verbs.reader()))),
                        // A refusal has run at a priority level too, and says so.
                        new Filters.ErrorResponses(faults),
                        // It needs the user, and no resource is looked up for someone who may not see it.
                        traced.around("authorization", new Filters.Authorization(authorizer, wanted)),
                        // What is written below here is written for this reason.
                        new CauseFilter(),
                        // Innermost: only what a handler answers is large.
                        new Compression()),
                request -> {
                    Refusals.checkSize();
                    Optional<Response> delegated = delegation.answer(request, Filters.USER.get());
                    if (delegated.isPresent()) {
                        return delegated.get();
                    }
                    if (RequestInfo.of(request).forResource()) {
                        return resources.handle(request);
                    }
                    if (SnapshotHandler.serves(request)) {
                        return snapshot.handle(request);
                    }
                    return WhyHandler.serves(request) ? why.handle(request) : documents.handle(request);
                });
    }
}
