package io.dromedary.index;

import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;

/**
 * The vectors of one version of a document, one after the other.
 *
 * @param ordinals of their chunks
 */
record PublishedVectors(int version, int[] ordinals, float[] vectors) {

    static PublishedVectors join(int version, List<Integer> ordinals, List<float[]> vectors) {
        int dimensions = vectors.get(0).length;
        float[] joined = new float[vectors.size() * dimensions];
        for (int i = 0; i < vectors.size(); i++) {
            System.arraycopy(vectors.get(i), 0, joined, i * dimensions, dimensions);
        }
        return new PublishedVectors(
                version, ordinals.stream().mapToInt(Integer::intValue).toArray(), joined);
    }

    /** Adds to the best those of this document that are better; the worst of them is the head of the queue. */
    void scan(UUID documentId, float[] query, int limit, PriorityQueue<Neighbour> best) {
        for (int i = 0; i < ordinals.length; i++) {
            float score = Vectors.dot(query, vectors, i * query.length);
            if (best.size() < limit || score > best.peek().score()) {
                best.add(new Neighbour(documentId, version, ordinals[i], score));
                if (best.size() > limit) {
                    best.poll();
                }
            }
        }
    }
}
