package io.dromedary.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tokenizer like WordPiece in what matters here: words in pieces of four characters, each mark of punctuation alone.
 */
final class Words implements Tokenizer {

    private static final Pattern TOKEN = Pattern.compile("[\\p{L}\\p{M}\\p{N}]{1,4}|[^\\s\\p{L}\\p{M}\\p{N}]");

    final List<String> seen = new ArrayList<>();

    @Override
    public Tokens tokenize(String text) {
        seen.add(text);
        List<int[]> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(new int[] {matcher.group().hashCode(), matcher.start(), matcher.end()});
        }
        return new Tokens(column(tokens, 0), column(tokens, 1), column(tokens, 2));
    }

    private static int[] column(List<int[]> rows, int column) {
        return rows.stream().mapToInt(row -> row[column]).toArray();
    }
}
