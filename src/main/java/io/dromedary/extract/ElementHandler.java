package io.dromedary.extract;

import io.dromedary.error.Failure;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Tells a {@link BlockWriter} what the XHTML events of Tika mean.
 *
 * <p>A failure is thrown again at every later event, because parsers of documents in documents swallow some.
 */
final class ElementHandler extends DefaultHandler {

    private static final Map<String, Integer> HEADINGS = Map.of("h1", 1, "h2", 2, "h3", 3, "h4", 4, "h5", 5, "h6", 6);
    private static final Set<String> SILENT = Set.of("head", "script", "style", "title", "template");
    private static final Set<String> BLOCKS = Set.of("p", "li", "td", "th", "pre", "h1", "h2", "h3", "h4", "h5", "h6");
    private static final Set<String> INLINE = Set.of(
            "a", "abbr", "b", "bdo", "big", "br", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label",
            "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "img",
            "wbr");

    private static final Pattern PARAGRAPH_BREAK = Pattern.compile("\\r?\\n[ \\t]*\\r?\\n");

    private final Limits limits;
    private final BlockWriter writer;

    /** Whether text outside of all blocks has its line breaks for a reason, as after a text box in DOCX. */
    private final boolean lines;

    private @Nullable RuntimeException failure;
    private int depth;
    private int silent;
    private int blocks;

    ElementHandler(Limits limits, Sink sink, boolean lines) {
        this.limits = limits;
        this.writer = new BlockWriter(sink);
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
        if (BLOCKS.contains(name) && blocks++ == 0 && lines) {
            writer.divide();
        }
        Integer level = HEADINGS.get(name);
        if (isSlide(name, attributes)) {
            writer.beginSlide();
        } else if (level != null && !writer.inCell()) {
            writer.beginHeading(level);
        } else {
            switch (name) {
                case "br" -> writer.breakLine();
                case "table" -> writer.beginTable();
                case "tr" -> writer.beginRow();
                case "td", "th" -> writer.beginCell();
                case "li" -> writer.beginItem();
                case "pre" -> writer.beginCode();
                default -> divide(name);
            }
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
        switch (name) {
            case "table" -> writer.endTable();
            case "tr" -> writer.endRow();
            case "td", "th" -> writer.endCell();
            case "li" -> writer.endItem();
            case "pre" -> writer.endCode();
            default -> divide(name);
        }
    }

    private void divide(String name) {
        if (!INLINE.contains(name)) {
            writer.divide();
        }
    }

    @Override
    public void characters(char[] characters, int start, int length) {
        guarded(() -> {
            if (silent > 0) {
                return;
            }
            String text = new String(characters, start, length);
            if (isBare() && (!writer.inCode() || writer.inRow())) {
                writer.appendLines(text);
            } else {
                writer.append(text);
            }
        });
    }

    private boolean isBare() {
        return lines && blocks == 0;
    }

    /** How Tika writes a line break that stood in the document. */
    @Override
    public void ignorableWhitespace(char[] characters, int start, int length) {
        if (writer.inCode() || writer.inCell() || isBare()) {
            characters(characters, start, length);
        } else if (silent == 0 && !writer.inRow() && new String(characters, start, length).indexOf('\n') >= 0) {
            guarded(writer::breakLine);
        }
    }

    /** A heading that stands in no markup, as the subject of a message. */
    void heading(int level, String text) {
        guarded(() -> {
            writer.beginHeading(level);
            writer.append(text);
            writer.endBlock();
        });
    }

    /** A paragraph that stands in no markup. */
    void paragraph(String text) {
        guarded(() -> {
            writer.endBlock();
            writer.append(text);
            writer.endBlock();
        });
    }

    /** Text that has no markup but its line breaks: blank lines divide its paragraphs. */
    void text(String text) {
        guarded(() -> {
            writer.endBlock();
            PARAGRAPH_BREAK
                    .splitAsStream(text)
                    .forEach(paragraph -> writer.writeBlock(paragraph.strip().replace("\r\n", "\n")));
        });
    }

    /** Writes what is left; to be called once, at the end. */
    void finish() {
        guarded(writer::finish);
    }

    boolean hasText() {
        return writer.hasText();
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
