package io.dromedary.faults;

import java.util.Locale;

/**
 * One line of the table, in the words of a consistency test.
 *
 * @param promise its number
 * @param fault what was done, and how often
 * @param attempts requests sent
 * @param acknowledged documents that were answered with 202
 * @param lost of these: without a job, not completed, or without all of their chunks
 * @param duplicated jobs, completions, documents, chunks or vectors that are there twice
 * @param recovered jobs that needed more than one attempt
 * @param unexpected answers, ends and remains that the documentation does not promise
 * @param remarks what else was measured
 */
record Row(
        String promise,
        String fault,
        int attempts,
        int acknowledged,
        int lost,
        int duplicated,
        int recovered,
        int unexpected,
        String remarks) {

    static final String HEAD = """
            | | Fault | Attempts | Acknowledged | Lost | Duplicated | Recovered | Unexpected | |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    /** The same, with what was lost and doubled beside the documents. */
    Row with(int otherLost, int otherDuplicated) {
        return new Row(
                promise,
                fault,
                attempts,
                acknowledged,
                lost + otherLost,
                duplicated + otherDuplicated,
                recovered,
                unexpected,
                remarks);
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %d | %d | %d | %d | %d | %s |",
                promise,
                fault,
                attempts,
                acknowledged,
                lost,
                duplicated,
                recovered,
                unexpected,
                remarks);
    }
}
