package io.dromedary.chunk;

import java.text.BreakIterator;
import java.util.Locale;

/** What may stand between two tokens, best place for a cut first. */
enum Gap {
    /** White space after a full stop; BreakIterator sees no end of a sentence before a lower-case letter. */
    FULL_STOP {
        @Override
        boolean isBetween(String text, int from, int to) {
            return from > 0 && STOPS.indexOf(text.charAt(from - 1)) >= 0 && WHITE_SPACE.isBetween(text, from, to);
        }
    },
    LINE_BREAK {
        @Override
        boolean isBetween(String text, int from, int to) {
            return text.substring(from, to).indexOf('\n') >= 0;
        }
    },
    /** Where scripts without white space breathe. */
    CLAUSE {
        @Override
        boolean isBetween(String text, int from, int to) {
            return from > 0 && PAUSES.indexOf(text.charAt(from - 1)) >= 0;
        }
    },
    WHITE_SPACE {
        @Override
        boolean isBetween(String text, int from, int to) {
            return from < to && Character.isWhitespace(text.charAt(to - 1));
        }
    },
    /** Where a line may be broken: between words also in Thai, which writes none of the above. */
    WORD {
        @Override
        boolean isBetween(String text, int from, int to) {
            int begin = Math.max(0, to - CONTEXT);
            BreakIterator words = BreakIterator.getLineInstance(WORDS_BY_DICTIONARY);
            words.setText(text.substring(begin, Math.min(text.length(), to + CONTEXT)));
            return words.isBoundary(to - begin);
        }
    },
    NOTHING {
        @Override
        boolean isBetween(String text, int from, int to) {
            return true;
        }
    };

    private static final String STOPS = ".!?\u061F\u06D4\u0964\u0965\u1362\u104B\u17D4";
    private static final String PAUSES = "\u3001\uFF0C\uFF1B\uFF1A\u060C";
    /** Characters that are looked at on either side to find the borders of words. */
    private static final int CONTEXT = 50;

    private static final Locale WORDS_BY_DICTIONARY = Locale.forLanguageTag("th");

    abstract boolean isBetween(String text, int from, int to);

    boolean isBefore(int token, String text, Tokens tokens) {
        int from = tokens.ends()[token - 1];
        int to = tokens.starts()[token];
        return from <= to && isBetween(text, from, to);
    }
}
