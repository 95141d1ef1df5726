package io.dromedary.search;

import io.dromedary.index.PublishedChunks.PublishedChunk;

/**
 * A chunk that answers a question, and how well.
 *
 * @param score from 0 to 1, but a cosine in mode {@code vector}
 */
public record Ranked(PublishedChunk chunk, float score) {}
