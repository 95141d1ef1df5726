package io.dromedary.camel;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lets through the headers that the API knows and no others, so that nothing from outside can steer a route and nothing
 * of a request is echoed.
 */
class ApiHeaders implements HeaderFilterStrategy {

    private static final Set<String> REQUEST = Set.of(
            "authorization",
            "content-length",
            "content-type",
            "idempotency-key",
            "if-none-match",
            "last-event-id",
            "prefer",
            "x-deadline",
            "x-external-id",
            "x-filename",
            "x-idempotency-key",
            "x-metadata",
            "x-passthrough",
            "x-priority",
            "x-vectors",
            "x-webhook-url");

    private static final Set<String> RESPONSE = Set.of(
            "cache-control",
            "content-disposition",
            "content-security-policy",
            "content-type",
            "etag",
            "idempotent-replayed",
            "location",
            "preference-applied",
            "ratelimit",
            "ratelimit-policy",
            "retry-after",
            "www-authenticate",
            "x-content-type-options");

    /** Whether a route may see the header of a request. */
    static boolean isKnown(String name) {
        return REQUEST.contains(name.toLowerCase(Locale.ROOT));
    }

    /** {@inheritDoc} True means that the header stays outside. */
    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !isKnown(name);
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !RESPONSE.contains(name.toLowerCase(Locale.ROOT));
    }
}
