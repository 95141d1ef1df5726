package io.dromedary.retrieval;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * A question about a text.
 *
 * @param corpus name of the text
 * @param spans of the text that answer it: first code point and the one after the last
 */
record Question(String corpus, String question, List<int[]> spans) {

    static List<Question> read(Path json) throws IOException {
        return List.of(new ObjectMapper().readValue(json.toFile(), Question[].class));
    }

    /** The code points that answer it. */
    BitSet answer() {
        BitSet answer = new BitSet();
        spans.forEach(span -> answer.set(span[0], span[1]));
        return answer;
    }
}
