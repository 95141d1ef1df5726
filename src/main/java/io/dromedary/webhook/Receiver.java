package io.dromedary.webhook;

import java.util.UUID;

/**
 * Whom a request goes to.
 *
 * @param registered false for the URL of an upload, whose deliveries are signed with the tenant's own secret
 */
public record Receiver(UUID tenantId, UUID endpointId, boolean registered, String url) {}
