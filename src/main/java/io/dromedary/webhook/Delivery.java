package io.dromedary.webhook;

import java.util.UUID;

/**
 * The right to send a delivery once.
 *
 * @param attempt counts from one; the outcome carries it and changes nothing once a newer attempt exists
 * @param tries the attempts since the last replay, this one included
 * @param sentAt the database's time, in seconds since 1970
 * @param payload the body, the same in every attempt
 */
public record Delivery(UUID id, Receiver receiver, UUID eventId, int attempt, int tries, long sentAt, String payload) {}
