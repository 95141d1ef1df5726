package io.dromedary.retrieval;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/**
 * How much of the answers is found, averaged over questions. R@n: hits in order, as long as their texts have n tokens
 * (cl100k) together, the last one cut to fit; the share of the answer that they cover. IoU@5: what the first five hits
 * and the answer have in common, of what they have together. In characters.
 */
final class Measure {

    private static final int[] BUDGETS = {500, 1000, 2000};
    private static final int FIRST = 5;

    private final Encoding cl100k = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    private final double[] recalls = new double[BUDGETS.length];
    private double overlaps;
    private int questions;

    /** A slice of the text that was found. */
    record Slice(int start, int end, String text) {}

    void add(Question question, List<Slice> hits) {
        BitSet answer = question.answer();
        for (int i = 0; i < BUDGETS.length; i++) {
            recalls[i] += share(answer, within(hits, BUDGETS[i]));
        }
        BitSet first = new BitSet();
        hits.stream().limit(FIRST).forEach(hit -> first.set(hit.start(), hit.end()));
        BitSet union = (BitSet) first.clone();
        union.or(answer);
        first.and(answer);
        overlaps += (double) first.cardinality() / union.cardinality();
        questions++;
    }

    private BitSet within(List<Slice> hits, int budget) {
        BitSet covered = new BitSet();
        int left = budget;
        for (Slice hit : hits) {
            IntArrayList tokens = cl100k.encodeOrdinary(hit.text());
            if (tokens.size() > left) {
                String cut = cl100k.decode(first(tokens, left)).replace("\uFFFD", "");
                covered.set(hit.start(), hit.start() + cut.codePointCount(0, cut.length()));
                break;
            }
            covered.set(hit.start(), hit.end());
            left -= tokens.size();
        }
        return covered;
    }

    private static IntArrayList first(IntArrayList tokens, int count) {
        IntArrayList first = new IntArrayList(count);
        for (int i = 0; i < count; i++) {
            first.add(tokens.get(i));
        }
        return first;
    }

    private static double share(BitSet answer, BitSet covered) {
        covered.and(answer);
        return (double) covered.cardinality() / answer.cardinality();
    }

    /** In percent, for a budget of 500, 1000 or 2000 tokens by its number from 0. */
    double recall(int budget) {
        return 100 * recalls[budget] / questions;
    }

    /** In percent. */
    double overlap() {
        return 100 * overlaps / questions;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "R@500 %.1f   R@1000 %.1f   R@2000 %.1f   IoU@5 %.1f   (%d questions)",
                recall(0),
                recall(1),
                recall(2),
                overlap(),
                questions);
    }
}
