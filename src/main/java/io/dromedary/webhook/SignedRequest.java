package io.dromedary.webhook;

/**
 * A webhook ready to be posted.
 *
 * @param id the header {@code webhook-id}, the same in every attempt
 * @param timestamp the header {@code webhook-timestamp}
 * @param signature the header {@code webhook-signature}
 * @param body exactly what was signed
 */
public record SignedRequest(String url, String id, String timestamp, String signature, byte[] body) {}
