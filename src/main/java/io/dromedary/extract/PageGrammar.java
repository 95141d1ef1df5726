package io.dromedary.extract;

import io.dromedary.extract.Element.Kind;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds paragraphs in the text of a page, which keeps the lines of the page and nothing else of its layout: a paragraph
 * ends at a blank line, and at a line that ends a sentence well before the right margin.
 */
final class PageGrammar {

    /** A line shorter than this share of the longest on its page ends before the margin. */
    private static final double SHORT_LINE = 0.8;

    private static final Pattern ITEM = Pattern.compile("\\s*([•◦▪‣–*-]|\\d{1,3}[.)])\\s+\\S");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?:。！？][\"'”’)\\]]?$");
    private static final Pattern AFTER_LINE_BREAK = Pattern.compile("(?<=\n)");

    /** Puts a page into the tiler, all of it. */
    void page(String text, int number, Tiler tiler) {
        List<String> lines = AFTER_LINE_BREAK.splitAsStream(text).toList();
        int longest = lines.stream().mapToInt(String::length).max().orElse(0);
        boolean border = true;
        boolean first = true;
        for (String line : lines) {
            boolean item = ITEM.matcher(line).lookingAt();
            if (!line.isBlank() && (border || item)) {
                if (first) {
                    tiler.beginPage(number);
                    first = false;
                }
                tiler.begin(item ? Kind.LIST_ITEM : Kind.PARAGRAPH);
            }
            tiler.add(line);
            border = line.isBlank() || endsParagraph(line.stripTrailing(), longest);
        }
    }

    private static boolean endsParagraph(String line, int longest) {
        return line.length() < SHORT_LINE * longest
                && SENTENCE_END.matcher(line).find();
    }
}
