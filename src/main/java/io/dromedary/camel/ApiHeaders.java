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
            "content-type",
            "content-length",
            "idempotency-key",
            "if-none-match",
            "last-event-id",
            "prefer",
            "x-idempotency-key",
            "x-filename");

    private static final Set<String> RESPONSE = Set.of(
            "cache-control",
            "content-type",
            "etag",
            "location",
            "preference-applied",
            "ratelimit",
            "ratelimit-policy",
            "retry-after",
            "www-authenticate");

    /** {@inheritDoc} True means that the header stays outside. */
    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
        return !REQUEST.contains(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
        return !RESPONSE.contains(name.toLowerCase(Locale.ROOT));
    }
}
