package io.dromedary.extract;

import io.dromedary.extract.Element.Kind;
import java.text.BreakIterator;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;

/**
 * Lays elements over a text without gap or overlap. A reader begins elements and adds text, always all of it; the tiler
 * counts code points and cuts what grows over {@link #LIMIT}, so that one endless line needs no more memory than a
 * page.
 */
final class Tiler {

    /** The longest element, in UTF-16 units. */
    static final int LIMIT = 16_384;

    private final Queue<Element> done = new ArrayDeque<>();
    private final StringBuilder open = new StringBuilder();
    private Kind kind = Kind.PARAGRAPH;
    private int level;
    private String title = "";
    private boolean blank = true;
    private int start;
    private int page;

    /** Ends the open element and begins one of another kind, or another of the same. */
    void begin(Kind next) {
        if (!blank) {
            end();
        }
        kind = next;
        level = 0;
        title = "";
    }

    void beginHeading(int headingLevel, String headingTitle) {
        begin(Kind.HEADING);
        level = headingLevel;
        title = headingTitle;
    }

    /** Makes the open element a heading, as an underline in Markdown does to the line above it. */
    void promote(int headingLevel) {
        kind = Kind.HEADING;
        level = headingLevel;
        title = open.toString().replace("\uFEFF", "").strip();
    }

    void beginPage(int number) {
        begin(Kind.PARAGRAPH);
        page = number;
    }

    void add(String text) {
        open.append(text);
        blank = blank && text.isBlank();
        while (open.length() > LIMIT) {
            emit(border());
        }
    }

    void end() {
        if (!open.isEmpty()) {
            emit(open.length());
        }
    }

    Kind kind() {
        return kind;
    }

    boolean hasElement() {
        return !done.isEmpty();
    }

    /** The oldest finished element, which leaves the tiler. */
    Element take() {
        return done.remove();
    }

    private void emit(int length) {
        String text = open.substring(0, length);
        done.add(new Element(kind, text, start, page, level, title));
        open.delete(0, length);
        start += text.codePointCount(0, text.length());
        blank = isBlank(open);
    }

    /**
     * The best place to cut: after a line of a table or of code, else after a sentence, a word, a visible character.
     */
    private int border() {
        if (kind == Kind.TABLE || kind == Kind.CODE) {
            int line = open.lastIndexOf("\n", LIMIT - 1) + 1;
            if (line > LIMIT / 2) {
                return line;
            }
        }
        String text = open.substring(0, LIMIT);
        for (BreakIterator borders : List.of(
                BreakIterator.getSentenceInstance(Locale.ROOT),
                BreakIterator.getLineInstance(Locale.ROOT),
                BreakIterator.getCharacterInstance(Locale.ROOT))) {
            borders.setText(text);
            int border = borders.preceding(LIMIT);
            if (border > LIMIT / 2) {
                return border;
            }
        }
        return Character.isHighSurrogate(open.charAt(LIMIT - 1)) ? LIMIT - 1 : LIMIT;
    }

    private static boolean isBlank(CharSequence text) {
        return text.chars().allMatch(Character::isWhitespace);
    }
}
