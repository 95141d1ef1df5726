package io.dromedary.index;

/**
 * What must be equal for two vectors to be comparable.
 *
 * @param id in the ledger
 */
public record EmbeddingSpace(int id, int dimensions) {}
