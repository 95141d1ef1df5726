package io.dromedary.chunk;

import io.dromedary.extract.Element;
import io.dromedary.extract.Element.Kind;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Cuts elements into pieces. An element is tokenised once and whole; its pieces take their tokens from there, which is
 * right because pieces begin after white space, where the tokenizer does not care.
 */
final class Cutter {

    /** From here on are the scripts that end sentences without white space, by U+3002 and the like. */
    private static final int IDEOGRAPHIC = 0x3000;

    private final Tokenizer tokenizer;
    private final ChunkProperties limits;

    Cutter(Tokenizer tokenizer, ChunkProperties limits) {
        this.tokenizer = tokenizer;
        this.limits = limits;
    }

    /** The pieces of an element, in order and without gaps. */
    List<Piece> cut(Element element, List<String> headings) {
        Tokens tokens = tokenizer.tokenize(element.text());
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        int firstToken = 0;
        int start = element.start();
        for (Cut cut : cuts(element, tokens)) {
            String text = element.text().substring(from, cut.offset());
            int[] ids = Arrays.copyOfRange(tokens.ids(), firstToken, cut.token());
            pieces.add(new Piece(text, start, element.page(), headings, element.kind() == Kind.HEADING, ids));
            start += text.codePointCount(0, text.length());
            from = cut.offset();
            firstToken = cut.token();
        }
        return pieces;
    }

    /**
     * The end of a piece.
     *
     * @param offset where it ends in the element's text, exclusive
     * @param token the first token behind it
     */
    private record Cut(int offset, int token) {}

    private List<Cut> cuts(Element element, Tokens tokens) {
        String text = element.text();
        List<Cut> cuts = new ArrayList<>();
        int first = 0;
        for (int end : ends(element)) {
            int next = first;
            while (next < tokens.size() && tokens.starts()[next] < end) {
                next++;
            }
            boolean tooLong = next - first > limits.maxTokens();
            while (tooLong && next - first > limits.targetTokens()) {
                first = partEnd(text, tokens, first, next);
                cuts.add(new Cut(tokens.starts()[first], first));
            }
            cuts.add(new Cut(end, next));
            first = next;
        }
        return cuts;
    }

    /** Where rows, lines or sentences end, whichever the element is made of. */
    private static List<Integer> ends(Element element) {
        String text = element.text();
        boolean lines = element.kind() == Kind.TABLE || element.kind() == Kind.CODE;
        List<Integer> ends = lines ? lineEnds(text) : sentenceEnds(text);
        if (ends.isEmpty() || ends.get(ends.size() - 1) < text.length()) {
            ends.add(text.length());
        }
        return ends;
    }

    private static List<Integer> lineEnds(String text) {
        List<Integer> ends = new ArrayList<>();
        for (int feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) {
            ends.add(feed + 1);
        }
        return ends;
    }

    private static List<Integer> sentenceEnds(String text) {
        List<Integer> ends = new ArrayList<>();
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(text);
        for (int end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
            if (endsSentence(text.charAt(end - 1))) {
                ends.add(end);
            }
        }
        return ends;
    }

    /** The JDK (17) also reports a sentence end before the full stop that stands before an emoji. */
    private static boolean endsSentence(char last) {
        return Character.isWhitespace(last) || (last >= IDEOGRAPHIC && !Character.isSurrogate(last));
    }

    /**
     * The token before which a sentence is cut that is too long: in the last half of what fits, the last one after a
     * full stop (BreakIterator sees no end of a sentence before a lower-case letter), else on a new line, else after
     * white space, else the last that does not share its characters with its predecessor.
     */
    private int partEnd(String text, Tokens tokens, int first, int end) {
        int parts = (end - first + limits.targetTokens() - 1) / limits.targetTokens();
        int last = first + Math.min(limits.targetTokens(), (end - first + parts - 1) / parts);
        for (Gap gap : Gap.values()) {
            for (int token = last; token > first + (last - first) / 2; token--) {
                if (gap.isBefore(token, text, tokens)) {
                    return token;
                }
            }
        }
        return last;
    }

    /** What may stand between two tokens, best place for a cut first. */
    private enum Gap {
        FULL_STOP {
            @Override
            boolean isBetween(String text, int from, int to) {
                return from > 0 && ".!?".indexOf(text.charAt(from - 1)) >= 0 && WHITE_SPACE.isBetween(text, from, to);
            }
        },
        LINE_BREAK {
            @Override
            boolean isBetween(String text, int from, int to) {
                return text.substring(from, to).indexOf('\n') >= 0;
            }
        },
        WHITE_SPACE {
            @Override
            boolean isBetween(String text, int from, int to) {
                return from < to && Character.isWhitespace(text.charAt(to - 1));
            }
        },
        NOTHING {
            @Override
            boolean isBetween(String text, int from, int to) {
                return true;
            }
        };

        abstract boolean isBetween(String text, int from, int to);

        boolean isBefore(int token, String text, Tokens tokens) {
            int from = tokens.ends()[token - 1];
            int to = tokens.starts()[token];
            return from <= to && isBetween(text, from, to);
        }
    }
}
