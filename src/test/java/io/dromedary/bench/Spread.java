package io.dromedary.bench;

import java.util.Arrays;

/**
 * How the values of some rounds lie.
 *
 * @param median of an even number the mean of the two in the middle
 */
record Spread(double least, double median, double most) {

    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        return new Spread(sorted[0], (sorted[last / 2] + sorted[sorted.length / 2]) / 2, sorted[last]);
    }
}
