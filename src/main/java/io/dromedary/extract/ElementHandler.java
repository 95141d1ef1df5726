package io.dromedary.extract;

import io.dromedary.error.Failure;
import io.dromedary.extract.Element.Kind;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Turns the XHTML events of Tika into elements. What it writes is plain text: blocks are divided by a blank line, a
 * list item begins with {@code "- "}, a row of a table is a line with {@code " | "} between its cells.
 *
 * <p>A failure is thrown again at every later event, because parsers of documents in documents swallow some.
 */
final class ElementHandler extends DefaultHandler {

    private static final Map<String, Integer> HEADINGS = Map.of("h1", 1, "h2", 2, "h3", 3, "h4", 4, "h5", 5, "h6", 6);
    private static final Set<String> SILENT = Set.of("head", "script", "style", "title", "template");
    private static final Set<String> BLOCKS = Set.of("p", "li", "td", "th", "pre", "h1", "h2", "h3", "h4", "h5", "h6");
    private static final Set<String> CELLS = Set.of("td", "th");
    private static final Set<String> INLINE = Set.of(
            "a", "abbr", "b", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark",
            "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "img", "wbr");

    private static final Pattern PARAGRAPH_BREAK = Pattern.compile("\\r?\\n[ \\t]*\\r?\\n");

    /** What is longer is no heading, whatever it is marked up as. */
    private static final int LONGEST_HEADING = 500;

    /** What stands first on a slide is its title, if it is not longer. */
    private static final int LONGEST_SLIDE_TITLE = 120;

    private final Limits limits;
    private final Sink sink;
    private final Tiler tiler = new Tiler();
    private final StringBuilder block = new StringBuilder();
    private @Nullable RuntimeException failure;
    private int depth;
    private int silent;
    private int preformatted;
    private int items;
    private boolean firstOfItem;
    private int heading;
    private int tables;
    private boolean inCell;
    private boolean inRow;
    private int cells;
    private boolean tableOpen;
    private boolean cut;
    private boolean hasText;
    private int pages;

    /** Whether text outside of all blocks has its line breaks for a reason, as after a text box in DOCX. */
    private final boolean lines;

    private int blocks;
    private boolean beginsSlide;

    ElementHandler(Limits limits, Sink sink, boolean lines) {
        this.limits = limits;
        this.sink = sink;
        this.lines = lines;
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        guarded(() -> {
            limits.checkNesting(++depth);
            String name = name(localName, qName);
            if (silent > 0 || SILENT.contains(name)) {
                silent++;
            } else {
                start(name, attributes);
            }
        });
    }

    private void start(String name, Attributes attributes) {
        if (BLOCKS.contains(name)) {
            if (blocks++ == 0 && lines) {
                divide();
            }
        }
        if (isSlide(name, attributes)) {
            endBlock();
            pages++;
            sink.pages(pages);
            tiler.beginPage(pages);
            beginsSlide = true;
        } else if (HEADINGS.containsKey(name) && !inCell) {
            endBlock();
            heading = HEADINGS.get(name);
        } else if (name.equals("br")) {
            breakLine();
        } else if (name.equals("table")) {
            endRow();
            endBlock();
            tables++;
            tableOpen = false;
        } else if (name.equals("tr")) {
            endRow();
            endBlock();
            inRow = tables > 0;
            cells = 0;
        } else if (CELLS.contains(name) && inRow) {
            if (cells++ > 0) {
                trim();
                block.append(" | ");
            }
            inCell = true;
        } else if (name.equals("li")) {
            endBlock();
            items++;
            firstOfItem = true;
        } else if (name.equals("pre")) {
            endBlock();
            preformatted++;
        } else if (!INLINE.contains(name)) {
            divide();
        }
    }

    private static boolean isSlide(String name, Attributes attributes) {
        return name.equals("div") && "slide-content".equals(attributes.getValue("class"));
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        guarded(() -> {
            depth--;
            if (silent > 0) {
                silent--;
            } else {
                end(name(localName, qName));
            }
        });
    }

    private void end(String name) {
        if (BLOCKS.contains(name)) {
            blocks = Math.max(blocks - 1, 0);
        }
        if (name.equals("table")) {
            endRow();
            tables = Math.max(tables - 1, 0);
            if (tableOpen) {
                tiler.add("\n");
                tableOpen = false;
            }
        } else if (name.equals("tr")) {
            endRow();
        } else if (CELLS.contains(name)) {
            inCell = false;
        } else if (name.equals("li")) {
            endBlock();
            items = Math.max(items - 1, 0);
        } else if (name.equals("pre")) {
            endBlock();
            preformatted = Math.max(preformatted - 1, 0);
        } else if (!INLINE.contains(name) && !name.equals("br")) {
            divide();
        }
    }

    /** The border of a block: in a cell it is a space. */
    private void divide() {
        if (inCell) {
            append(" ");
        } else if (!inRow) {
            endBlock();
        }
    }

    @Override
    public void characters(char[] characters, int start, int length) {
        guarded(() -> {
            if (silent == 0) {
                append(new String(characters, start, length));
            }
        });
    }

    /** How Tika writes a line break that stood in the document. */
    @Override
    public void ignorableWhitespace(char[] characters, int start, int length) {
        if (preformatted > 0 || inCell || (lines && blocks == 0)) {
            characters(characters, start, length);
        } else if (silent == 0 && !inRow && new String(characters, start, length).indexOf('\n') >= 0) {
            guarded(this::breakLine);
        }
    }

    private void append(String text) {
        if (preformatted > 0 && !inRow) {
            block.append(Storable.of(text));
        } else {
            boolean bare = lines && blocks == 0;
            text.codePoints().forEach(character -> {
                if (bare && character == '\n') {
                    divide();
                } else {
                    appendCollapsed(character);
                }
            });
        }
        if (block.length() > Tiler.LIMIT && heading == 0) {
            emitPart();
        }
    }

    private void appendCollapsed(int character) {
        boolean space = Character.isWhitespace(character) || character == 0x00a0;
        if (!space) {
            block.appendCodePoint(Storable.of(character));
        } else if (!block.isEmpty() && !Character.isWhitespace(block.charAt(block.length() - 1))) {
            block.append(' ');
        }
    }

    private void breakLine() {
        if (inCell || heading > 0) {
            append(" ");
        } else if (preformatted > 0) {
            block.append('\n');
        } else {
            trim();
            if (!block.isEmpty()) {
                block.append('\n');
            }
        }
    }

    private boolean endsLine() {
        return block.charAt(block.length() - 1) == '\n';
    }

    private void trim() {
        int length = block.length();
        while (length > 0 && Character.isWhitespace(block.charAt(length - 1))) {
            length--;
        }
        block.setLength(length);
    }

    /** Writes the beginning of a block that is longer than an element. */
    private void emitPart() {
        if (!cut) {
            begin(false);
            cut = true;
        }
        tiler.add(block.toString());
        block.setLength(0);
        hasText = true;
        drain();
    }

    private void endRow() {
        if (inRow) {
            while (block.length() > 0 && " |".indexOf(block.charAt(block.length() - 1)) >= 0) {
                block.setLength(block.length() - 1);
            }
            write("\n");
        }
        inRow = false;
        inCell = false;
    }

    private void endBlock() {
        if (preformatted == 0) {
            trim();
        }
        write(items > 0 ? "\n" : preformatted > 0 && endsWithLineFeed() ? "\n" : "\n\n");
        heading = 0;
    }

    private boolean endsWithLineFeed() {
        return !block.isEmpty() && endsLine();
    }

    private void write(String terminator) {
        if (block.toString().isBlank() && !cut) {
            block.setLength(0);
            return;
        }
        if (!cut) {
            if (beginsSlide && !inRow && block.length() <= LONGEST_SLIDE_TITLE) {
                heading = 1;
            }
            begin(heading > 0 && block.length() <= LONGEST_HEADING);
            beginsSlide = false;
        }
        tiler.add(block + terminator);
        block.setLength(0);
        cut = false;
        hasText = true;
        drain();
    }

    private void begin(boolean isHeading) {
        if (inRow) {
            if (!tableOpen) {
                tiler.begin(Kind.TABLE);
                tableOpen = true;
            }
        } else if (isHeading) {
            tiler.beginHeading(heading, block.toString());
        } else if (preformatted > 0) {
            tiler.begin(Kind.CODE);
        } else if (items > 0) {
            tiler.begin(Kind.LIST_ITEM);
            tiler.add(firstOfItem ? "- " : "  ");
            firstOfItem = false;
        } else {
            tiler.begin(Kind.PARAGRAPH);
        }
    }

    private void drain() {
        while (tiler.hasElement()) {
            sink.element(tiler.take());
        }
    }

    /** A heading that stands in no markup, as the subject of a message. */
    void heading(int level, String text) {
        guarded(() -> {
            endBlock();
            heading = level;
            append(text);
            endBlock();
        });
    }

    /** A paragraph that stands in no markup. */
    void paragraph(String text) {
        guarded(() -> {
            endBlock();
            append(text);
            endBlock();
        });
    }

    /** Text that has no markup but its line breaks: blank lines divide its paragraphs. */
    void text(String text) {
        guarded(() -> {
            endBlock();
            PARAGRAPH_BREAK.splitAsStream(text).forEach(paragraph -> {
                block.append(Storable.of(paragraph.strip().replace("\r\n", "\n")));
                endBlock();
            });
        });
    }

    /** Writes what is left; to be called once, at the end. */
    void finish() {
        guarded(() -> {
            endRow();
            endBlock();
            tiler.end();
            drain();
        });
    }

    boolean hasText() {
        return hasText;
    }

    /** Throws what was thrown before, if anything was. */
    void rethrow() {
        if (failure != null) {
            throw failure;
        }
    }

    private void guarded(Runnable step) {
        rethrow();
        try {
            step.run();
        } catch (Failure | Frames.ReaderGone e) {
            failure = e;
            throw e;
        }
    }

    private static String name(String localName, String qName) {
        return (localName.isEmpty() ? qName : localName).toLowerCase(Locale.ROOT);
    }
}
