package io.dromedary.index;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a text as keyword search counts them, in any language: runs of letters, marks and digits (Unicode), in
 * the compatibility form (NFKC) and lower case, each as its first {@value #STEM} characters. The cut is a stemmer that
 * knows no language: {@code evaluates}, {@code evaluation} and {@code evaluated} become {@code evalua}; it was measured
 * against none and against a plural stemmer (docs/retrieval.md). Numbers are kept whole.
 *
 * <p>Scripts that write no spaces between words give each pair of neighbouring characters: {@code 東京都} becomes
 * {@code 東京} and {@code 京都}, a single character itself. Pure.
 */
public final class Terms {

    private static final int STEM = 6;
    /** A longer run of digits is no number that anybody types. */
    private static final int MAX_NUMBER = 40;

    private static final Set<Character.UnicodeScript> UNSPACED = Set.of(
            Character.UnicodeScript.HAN,
            Character.UnicodeScript.HIRAGANA,
            Character.UnicodeScript.KATAKANA,
            Character.UnicodeScript.THAI,
            Character.UnicodeScript.LAO,
            Character.UnicodeScript.KHMER,
            Character.UnicodeScript.MYANMAR);

    private final List<String> terms = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean unspaced;

    private Terms() {}

    /** The terms of a text, in order, repeated as often as they occur. */
    public static List<String> of(String text) {
        Terms terms = new Terms();
        String normal = Normalizer.normalize(text, Form.NFKC).toLowerCase(Locale.ROOT);
        normal.codePoints().forEach(terms::take);
        terms.endWord();
        return terms.terms;
    }

    private void take(int character) {
        if (!isOfWord(character)) {
            endWord();
            return;
        }
        boolean joins = isMark(character) || isUnspaced(character) == unspaced;
        if (!joins) {
            endWord();
        }
        if (word.isEmpty()) {
            unspaced = isUnspaced(character);
        }
        word.appendCodePoint(character);
    }

    private void endWord() {
        if (word.isEmpty()) {
            return;
        }
        if (unspaced) {
            addPairs(word.codePoints().toArray());
        } else {
            terms.add(stem(word.toString()));
        }
        word.setLength(0);
    }

    private void addPairs(int[] characters) {
        if (characters.length == 1) {
            terms.add(new String(characters, 0, 1));
        }
        for (int i = 0; i + 1 < characters.length; i++) {
            terms.add(new String(characters, i, 2));
        }
    }

    private static String stem(String word) {
        boolean number = word.codePoints().allMatch(Character::isDigit);
        int length = number ? MAX_NUMBER : STEM;
        return word.codePointCount(0, word.length()) <= length
                ? word
                : word.substring(0, word.offsetByCodePoints(0, length));
    }

    private static boolean isOfWord(int character) {
        return Character.isLetterOrDigit(character) || isMark(character);
    }

    private static boolean isMark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isUnspaced(int character) {
        return UNSPACED.contains(Character.UnicodeScript.of(character));
    }
}
