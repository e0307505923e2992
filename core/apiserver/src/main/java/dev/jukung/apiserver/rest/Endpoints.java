package dev.jukung.apiserver.rest;

import dev.jukung.apiserver.auth.Authenticator;
import dev.jukung.apiserver.auth.Authorizer;
import dev.jukung.apiserver.auth.TokenIssuer;
import dev.jukung.apiserver.discovery.Discovery;
import dev.jukung.apiserver.explain.Narrator;
import dev.jukung.apiserver.registry.Kinds;
import dev.jukung.apiserver.registry.Verbs;
import dev.jukung.base.Clock;
import dev.jukung.base.Faults;
import dev.jukung.base.Randomness;
import dev.jukung.http.Filter;
import dev.jukung.http.Handler;
import dev.jukung.http.Response;
import dev.jukung.schema.Schemas;
import java.util.List;
import java.util.Optional;

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
        Clock clock,
        Randomness random,
        Faults faults) {

    /** The order is the design, so it is written in one place, with the reason for each line. */
    public Handler handler(Discovery discovery, Health health, TokenIssuer issuer, Schemas schemas, int maxInFlight) {
        RequestMetrics metrics = new RequestMetrics(clock);
        Handler resources = new ResourceHandler(kinds, verbs, reviews, connector, schemas, clock, random);
        WhyHandler why = new WhyHandler(kinds, narrator, authorizer);
        Handler documents = new Documents(
                discovery,
                health,
                ServerVersion.document(),
                issuer,
                metrics::text,
                new OpenApiDocuments(kinds, schemas));
        return Filter.chain(
                List.of(
                        // Outermost: every request counts, also those refused below.
                        metrics,
                        // Above everything that can fail, below the metrics, so that they see the final code.
                        new Filters.ErrorResponses(faults),
                        // Before credentials are checked: refusing must cost less than serving.
                        new Filters.InFlightLimit(maxInFlight),
                        new Filters.Authentication(authenticator, authorizer),
                        // It needs the user, and no resource is looked up for someone who may not see it.
                        new Filters.Authorization(
                                authorizer,
                                (request, user) -> WhyHandler.serves(request)
                                        ? why.attributes(request, user)
                                        : RequestInfo.of(request).attributes(user)),
                        // Innermost: what is written below here is written for this reason.
                        new CauseFilter()),
                request -> {
                    Optional<Response> delegated = delegation.answer(request, Filters.USER.get());
                    if (delegated.isPresent()) {
                        return delegated.get();
                    }
                    if (RequestInfo.of(request).forResource()) {
                        return resources.handle(request);
                    }
                    return WhyHandler.serves(request) ? why.handle(request) : documents.handle(request);
                });
    }
}
