package io.dromedary.camel;

import io.dromedary.error.Failures;
import io.dromedary.job.Accepted;
import io.dromedary.job.Claim;
import io.dromedary.trace.JobSpans;
import io.dromedary.trace.JobSpans.Done;
import io.dromedary.webhook.Delivery;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes a span of each passage of a job through a route, from the gate to the webhook. Routes that a job passes once
 * for every batch are left out.
 */
@Component
class RouteSpans implements RoutePolicyFactory {

    private static final Set<String> SHOWN = Set.of(
            "accept-document",
            "process-document",
            "open-document",
            "embed-chunks",
            "complete-job",
            "fail-job",
            "send-webhook");

    private static final String OPEN = "dromedary.spans";

    private static final Pattern JOB = Pattern.compile("\"jobId\" ?: ?\"(?<id>[0-9a-f-]{36})\"");

    private final JobSpans spans;

    RouteSpans(JobSpans spans) {
        this.spans = spans;
    }

    @Override
    public @Nullable RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return spans.areWanted() && SHOWN.contains(routeId) ? new Passages(routeId) : null;
    }

    private record Passage(String id, Instant begin) {}

    /** Whose passage it was, as far as the exchange tells at its end. */
    private record Subject(UUID job, Map<String, String> attributes, boolean isAcceptance) {}

    private final class Passages extends RoutePolicySupport {

        private final String routeId;

        Passages(String routeId) {
            this.routeId = routeId;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            open(exchange).push(new Passage(IdGenerator.random().generateSpanId(), Instant.now()));
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            Passage passage = open(exchange).poll();
            Subject subject = subject(exchange);
            if (passage == null || subject == null) {
                return;
            }
            Passage outer = open(exchange).peek();
            String root = JobSpans.root(subject.job);
            spans.tell(new Done(
                    routeId,
                    subject.job,
                    subject.isAcceptance ? root : passage.id,
                    subject.isAcceptance ? null : outer == null ? root : outer.id,
                    passage.begin,
                    Instant.now(),
                    subject.attributes,
                    error(exchange)));
        }
    }

    @SuppressWarnings("unchecked")
    private static Deque<Passage> open(Exchange exchange) {
        Deque<Passage> open = exchange.getProperty(OPEN, Deque.class);
        if (open == null) {
            open = new ArrayDeque<>();
            exchange.setProperty(OPEN, open);
        }
        return open;
    }

    private static @Nullable Subject subject(Exchange exchange) {
        if (exchange.getVariable("claim") instanceof Claim claim) {
            return new Subject(
                    claim.jobId(),
                    Map.of(
                            "dromedary.tenant", claim.tenantId().toString(),
                            "dromedary.attempt", String.valueOf(claim.attempt())),
                    false);
        }
        if (exchange.getVariable("delivery") instanceof Delivery delivery) {
            Matcher job = JOB.matcher(delivery.payload());
            return job.find()
                    ? new Subject(
                            UUID.fromString(job.group("id")),
                            Map.of("dromedary.delivery.attempt", String.valueOf(delivery.attempt())),
                            false)
                    : null;
        }
        return exchange.getMessage().getBody() instanceof Accepted accepted && !accepted.replayed()
                ? new Subject(accepted.jobId(), Map.of(), true)
                : null;
    }

    /** The code of a failure; its message may repeat content. */
    private static @Nullable String error(Exchange exchange) {
        Throwable thrown = exchange.getException() == null
                ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)
                : exchange.getException();
        return thrown == null ? null : Failures.of(thrown).code().code();
    }
}
