package io.dromedary.extract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;

/** Reads a text file; its extracted text is the decoded file itself, unchanged. */
final class TextExtraction implements Extraction {

    private final Lines lines;
    private final Grammar grammar;
    private final Tiler tiler = new Tiler();
    private boolean insideLine;
    private boolean finished;

    private TextExtraction(Lines lines, Grammar grammar) {
        this.lines = lines;
        this.grammar = grammar;
    }

    static TextExtraction open(Path file, Grammar grammar) {
        try {
            return new TextExtraction(new Lines(Charsets.reader(file, Charsets.of(file))), grammar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean hasNext() {
        while (!tiler.hasElement() && !finished) {
            readLine();
        }
        return tiler.hasElement();
    }

    @Override
    public Element next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return tiler.take();
    }

    private void readLine() {
        try {
            String line = lines.next();
            if (line == null) {
                tiler.end();
                finished = true;
            } else if (insideLine) {
                tiler.add(line);
                insideLine = !endsLine(line);
            } else {
                grammar.line(line, tiler);
                insideLine = !endsLine(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean endsLine(String line) {
        return line.endsWith("\n") || line.endsWith("\r");
    }

    @Override
    public int pages() {
        return 0;
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
