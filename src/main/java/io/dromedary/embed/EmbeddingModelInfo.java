package io.dromedary.embed;

/**
 * What made a vector. It is recorded with every vector, because vectors of different makers must not be compared.
 *
 * @param name the model
 * @param runtime the library that ran it, with its version: another version may compute other vectors
 * @param options what else changes the vectors
 * @param dimensions the length of a vector
 * @param maxTokens the most tokens that the model reads at once, the special ones at both ends included
 */
public record EmbeddingModelInfo(String name, String runtime, String options, int dimensions, int maxTokens) {}
