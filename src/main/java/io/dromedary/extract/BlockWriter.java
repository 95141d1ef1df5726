package io.dromedary.extract;

import io.dromedary.extract.Element.Kind;

/**
 * Makes elements of blocks: headings, paragraphs, items of lists, rows of tables, code. What it writes is plain text:
 * blocks are divided by a blank line, a list item begins with {@code "- "}, a row of a table is a line with {@code " |
 * "} between its cells.
 */
final class BlockWriter {

    private static final String CELL_BORDER = " | ";

    /** What is longer is no heading, whatever it is marked up as. */
    private static final int LONGEST_HEADING = 500;

    /** What stands first on a slide is its title, if it is not longer. */
    private static final int LONGEST_SLIDE_TITLE = 120;

    private final Sink sink;
    private final Tiler tiler = new Tiler();
    private final BlockText block = new BlockText();
    private int heading;
    private int code;
    private int items;
    private boolean firstOfItem;
    private int tables;
    private boolean tableOpen;
    private boolean inRow;
    private boolean inCell;
    private int cells;
    private int slides;
    private boolean beginsSlide;
    /** Whether the beginning of the block is written. */
    private boolean cut;

    private boolean hasText;

    BlockWriter(Sink sink) {
        this.sink = sink;
    }

    void beginSlide() {
        endBlock();
        slides++;
        sink.pages(slides);
        tiler.beginPage(slides);
        beginsSlide = true;
    }

    void beginHeading(int level) {
        endBlock();
        heading = level;
    }

    void beginTable() {
        endRow();
        endBlock();
        tables++;
        tableOpen = false;
    }

    void endTable() {
        endRow();
        tables = Math.max(tables - 1, 0);
        if (tableOpen) {
            tiler.add("\n");
            tableOpen = false;
        }
    }

    /** Outside of a table a row is none. */
    void beginRow() {
        endRow();
        endBlock();
        inRow = tables > 0;
        cells = 0;
    }

    void endRow() {
        if (inRow) {
            block.trim(CELL_BORDER);
            write("\n");
        }
        inRow = false;
        inCell = false;
    }

    /** Outside of a row a cell is a block. */
    void beginCell() {
        if (!inRow) {
            divide();
            return;
        }
        if (cells++ > 0) {
            block.trim();
            block.appendAsItIs(CELL_BORDER);
        }
        inCell = true;
    }

    void endCell() {
        inCell = false;
    }

    boolean inRow() {
        return inRow;
    }

    boolean inCell() {
        return inCell;
    }

    void beginItem() {
        endBlock();
        items++;
        firstOfItem = true;
    }

    void endItem() {
        endBlock();
        items = Math.max(items - 1, 0);
    }

    void beginCode() {
        endBlock();
        code++;
    }

    void endCode() {
        endBlock();
        code = Math.max(code - 1, 0);
    }

    boolean inCode() {
        return code > 0;
    }

    /** The border of a block: in a cell it is a space. */
    void divide() {
        if (inCell) {
            append(" ");
        } else if (!inRow) {
            endBlock();
        }
    }

    /** Adds text whose line breaks mean nothing, but in code. */
    void append(String text) {
        if (code > 0 && !inRow) {
            block.appendAsItIs(text);
        } else {
            text.codePoints().forEach(block::appendCollapsed);
        }
        writePart();
    }

    /** Adds text in which every line is a block. */
    void appendLines(String text) {
        text.codePoints().forEach(character -> {
            if (character == '\n') {
                divide();
            } else {
                block.appendCollapsed(character);
            }
        });
        writePart();
    }

    void breakLine() {
        if (inCell || heading > 0) {
            append(" ");
        } else if (code > 0) {
            block.appendAsItIs("\n");
        } else {
            block.breakLine();
        }
    }

    /** Writes text that is a block as it is. */
    void writeBlock(String text) {
        block.appendAsItIs(text);
        endBlock();
    }

    void endBlock() {
        if (code == 0) {
            block.trim();
        }
        write(items > 0 || (code > 0 && block.endsLine()) ? "\n" : "\n\n");
        heading = 0;
    }

    /** Writes what is left; to be called once, at the end. */
    void finish() {
        endRow();
        endBlock();
        tiler.end();
        drain();
    }

    boolean hasText() {
        return hasText;
    }

    /** Writes the beginning of a block that is longer than an element. */
    private void writePart() {
        if (block.length() > Tiler.LIMIT && heading == 0) {
            if (!cut) {
                begin(false);
                cut = true;
            }
            add("");
        }
    }

    private void write(String terminator) {
        if (block.isBlank() && !cut) {
            block.clear();
            return;
        }
        if (!cut) {
            if (beginsSlide && !inRow && block.length() <= LONGEST_SLIDE_TITLE) {
                heading = 1;
            }
            begin(heading > 0 && block.length() <= LONGEST_HEADING);
            beginsSlide = false;
        }
        add(terminator);
        cut = false;
    }

    private void begin(boolean isHeading) {
        if (inRow) {
            if (!tableOpen) {
                tiler.begin(Kind.TABLE);
                tableOpen = true;
            }
        } else if (isHeading) {
            tiler.beginHeading(heading, block.toString());
        } else if (code > 0) {
            tiler.begin(Kind.CODE);
        } else if (items > 0) {
            tiler.begin(Kind.LIST_ITEM);
            tiler.add(firstOfItem ? "- " : "  ");
            firstOfItem = false;
        } else {
            tiler.begin(Kind.PARAGRAPH);
        }
    }

    private void add(String terminator) {
        tiler.add(block + terminator);
        block.clear();
        hasText = true;
        drain();
    }

    private void drain() {
        while (tiler.hasElement()) {
            sink.element(tiler.take());
        }
    }
}
