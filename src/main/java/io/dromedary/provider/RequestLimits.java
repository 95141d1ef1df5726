package io.dromedary.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What one request may hold.
 *
 * @param texts at most so many
 * @param tokens of all its texts
 * @param bytes of all its texts in UTF-8
 */
public record RequestLimits(int texts, long tokens, long bytes) {

    /**
     * Cuts the items into runs, each small enough for a request. An item that is too large by itself is a run of its
     * own: the provider shall decide.
     */
    public <T> List<List<T>> runs(List<T> items, Function<T, String> text, ToLongFunction<T> tokensOf) {
        List<List<T>> runs = new ArrayList<>();
        long tokenRoom = 0;
        long byteRoom = 0;
        for (T item : items) {
            long itemTokens = tokensOf.applyAsLong(item);
            long itemBytes = text.apply(item).getBytes(StandardCharsets.UTF_8).length;
            boolean fits = !runs.isEmpty()
                    && runs.get(runs.size() - 1).size() < texts
                    && itemTokens <= tokenRoom
                    && itemBytes <= byteRoom;
            if (!fits) {
                runs.add(new ArrayList<>());
                tokenRoom = tokens;
                byteRoom = bytes;
            }
            runs.get(runs.size() - 1).add(item);
            tokenRoom -= itemTokens;
            byteRoom -= itemBytes;
        }
        return runs;
    }
}
