package io.dromedary.index;

import java.util.UUID;

/** One state of one document. */
public record DocumentVersion(UUID tenantId, UUID documentId, int version) {}
