package io.dromedary.search;

import io.dromedary.index.Generation;

/**
 * A question as the model of a generation sees it.
 *
 * @param generation whose vectors it may be compared with
 * @param components of unit length
 */
@SuppressWarnings("ArrayRecordComponent") // on its way; questions are not compared
public record QueryVector(Generation generation, float[] components) {}
