package io.dromedary.extract;

import io.dromedary.extract.Element.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of Markdown, line by line: what CommonMark 0.31 calls ATX and setext headings, fenced code, list items,
 * thematic breaks and paragraphs, and the pipe tables of GitHub. Simpler than either in what does not move a border: a
 * setext heading is one line, a block quote is a paragraph, a line with {@code " | "} in it is a row even without the
 * row of dashes, and markup inside a line is left alone.
 */
final class MarkdownGrammar implements Grammar {

    /** A longer line is no heading and no thematic break, whatever it looks like. */
    private static final int LONGEST_MARK = 500;

    private static final Pattern HEADING = Pattern.compile("\\uFEFF? {0,3}(#{1,6})[ \\t]+(\\S.*)");
    private static final Pattern CLOSING_MARKS = Pattern.compile("(^|[ \\t])#+$");
    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(=+|-{2,})\\s*");
    private static final Pattern FENCE = Pattern.compile("\\s*(`{3,}(?=[^`]*$)|~{3,})");
    private static final Pattern BREAK = Pattern.compile(" {0,3}([-*_])[ \\t]*(\\1[ \\t]*){2,}\\s*");
    private static final Pattern ITEM = Pattern.compile("\\s*([-+*]|\\d{1,9}[.)])[ \\t]+[^\\s|]");
    private static final Pattern BLANK = Pattern.compile("[\\s>]*");

    /** What closes the code block that is open; empty outside one. */
    private String fence = "";
    /** Whether the next line with text begins an element. */
    private boolean border = true;
    /** The lines of the open paragraph. */
    private int lines;

    @Override
    public void line(String line, Tiler tiler) {
        if (!fence.isEmpty()) {
            tiler.add(line);
            closeFence(line);
        } else if (BLANK.matcher(line).matches()) {
            tiler.add(line);
            border = true;
        } else if (!readHeading(line, tiler)) {
            readText(line, tiler);
        }
    }

    private boolean readHeading(String line, Tiler tiler) {
        if (line.length() > LONGEST_MARK) {
            return false;
        }
        boolean underline = !border && lines == 1 && tiler.kind() == Kind.PARAGRAPH;
        Matcher heading = HEADING.matcher(line.stripTrailing());
        if (heading.matches()) {
            String title =
                    CLOSING_MARKS.matcher(heading.group(2)).replaceFirst("").strip();
            tiler.beginHeading(heading.group(1).length(), title);
        } else if (underline && UNDERLINE.matcher(line).matches()) {
            tiler.promote(line.contains("=") ? 1 : 2);
        } else {
            return false;
        }
        tiler.add(line);
        border = true;
        return true;
    }

    private void readText(String line, Tiler tiler) {
        Matcher opening = FENCE.matcher(line);
        if (opening.lookingAt()) {
            fence = opening.group(1);
            begin(Kind.CODE, tiler);
        } else if (isBreak(line)) {
            begin(Kind.PARAGRAPH, tiler);
        } else if (ITEM.matcher(line).lookingAt()) {
            begin(Kind.LIST_ITEM, tiler);
        } else if (isRow(line)) {
            if (border || tiler.kind() != Kind.TABLE) {
                begin(Kind.TABLE, tiler);
            }
        } else if (endsBefore(line, tiler.kind())) {
            begin(Kind.PARAGRAPH, tiler);
        }
        tiler.add(line);
        lines++;
        border = line.length() > WRAPPED || isBreak(line);
    }

    private void begin(Kind kind, Tiler tiler) {
        tiler.begin(kind);
        lines = 0;
    }

    private void closeFence(String line) {
        String text = line.strip();
        if (text.startsWith(fence) && text.chars().allMatch(c -> c == fence.charAt(0))) {
            fence = "";
            border = true;
        }
    }

    /** Whether an ordinary line of text is no longer part of what stands above it. */
    private boolean endsBefore(String line, Kind above) {
        boolean continuesItem = above == Kind.LIST_ITEM && line.startsWith("  ");
        return above == Kind.TABLE || (border && !continuesItem);
    }

    private static boolean isBreak(String line) {
        return line.length() <= LONGEST_MARK && BREAK.matcher(line).matches();
    }

    private static boolean isRow(String line) {
        return line.contains(" | ") || line.stripLeading().startsWith("|");
    }
}
