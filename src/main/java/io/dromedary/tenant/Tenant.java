package io.dromedary.tenant;

import java.util.UUID;

/** Whose documents and jobs a request may see. */
public record Tenant(UUID id, String name) {}
