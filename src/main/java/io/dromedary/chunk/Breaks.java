package io.dromedary.chunk;

import io.dromedary.extract.Element;
import io.dromedary.extract.Element.Kind;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Where rows, lines and sentences end. Pure. */
final class Breaks {

    /** From here on are the scripts that end sentences without white space, by U+3002 and the like. */
    private static final int IDEOGRAPHIC = 0x3000;

    /** The row of dashes below the head of a table in Markdown. */
    private static final Pattern DASHES = Pattern.compile("[\\s|:-]*-[\\s|:-]*");

    private Breaks() {}

    /** Where rows, lines or sentences end, whichever the element is made of; the last is the end of the text. */
    static List<Integer> ends(Element element) {
        String text = element.text();
        boolean lines = element.kind() == Kind.TABLE || element.kind() == Kind.CODE;
        List<Integer> ends = lines ? lineEnds(text) : sentenceEnds(text);
        if (ends.isEmpty() || ends.get(ends.size() - 1) < text.length()) {
            ends.add(text.length());
        }
        return ends;
    }

    /** Where the first row of a table ends, with the dashes below it. */
    static int headEnd(String table) {
        List<Integer> ends = lineEnds(table);
        if (ends.isEmpty()) {
            return table.length();
        }
        int first = ends.get(0);
        boolean ruled = ends.size() > 1
                && DASHES.matcher(table.substring(first, ends.get(1))).matches();
        return ruled ? ends.get(1) : first;
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
}
