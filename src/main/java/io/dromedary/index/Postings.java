package io.dromedary.index;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words of one document while they are counted, chunk by chunk. */
final class Postings {

    private final Map<String, Posting> byTerm = new TreeMap<>();
    private final ByteArrayOutputStream lengths = new ByteArrayOutputStream();
    private int chunks;
    private int passages;
    private long words;

    /** Where one word occurs. */
    static final class Posting {

        private final ByteArrayOutputStream occurrences = new ByteArrayOutputStream();
        private int chunks;
        private int next;

        private void add(int chunk, int times) {
            Varints.write(chunk - next, occurrences);
            Varints.write(times, occurrences);
            next = chunk + 1;
            chunks++;
        }

        /** In how many chunks. */
        int chunks() {
            return chunks;
        }

        byte[] occurrences() {
            return occurrences.toByteArray();
        }
    }

    /**
     * Counts the words of the next chunk.
     *
     * @param passage that it lies in, never less than the one before
     */
    void add(int passage, String text) {
        List<String> terms = Terms.of(text);
        terms.stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .forEach((term, times) ->
                        byTerm.computeIfAbsent(term, t -> new Posting()).add(chunks, times.intValue()));
        Varints.write(terms.size(), lengths);
        Varints.write(passage, lengths);
        words += terms.size();
        passages = passage + 1;
        chunks++;
    }

    Map<String, Posting> byTerm() {
        return byTerm;
    }

    byte[] lengths() {
        return lengths.toByteArray();
    }

    int chunks() {
        return chunks;
    }

    int passages() {
        return passages;
    }

    long words() {
        return words;
    }
}
