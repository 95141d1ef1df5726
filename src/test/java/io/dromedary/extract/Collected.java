package io.dromedary.extract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a reader finds in a document, read in this process. */
final class Collected implements Sink {

    static final Limits LIMITS = new Limits(1_000, 200, 100_000_000, 10_000_000);

    final List<Element> elements = new ArrayList<>();
    final List<Integer> unreadable = new ArrayList<>();
    int pages;

    static Collected of(Path file, String mediaType) throws IOException {
        Collected collected = new Collected();
        Formats.all().read(new Frames.Request(file, mediaType, LIMITS), collected);
        return collected;
    }

    static Collected of(byte[] document, String mediaType) throws IOException {
        Path file = Files.createTempFile("document", ".bin");
        try {
            return of(Files.write(file, document), mediaType);
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public void element(Element element) {
        elements.add(element);
    }

    @Override
    public void pages(int read) {
        pages = read;
    }

    @Override
    public void unreadable(int page) {
        unreadable.add(page);
    }

    String text() {
        return Texts.joined(elements);
    }

    /** The elements in short, as {@code "HEADING 1 Birds"}. */
    List<String> lines() {
        return elements.stream()
                .map(element -> element.kind() + (element.level() > 0 ? " " + element.level() : "") + " "
                        + element.text().strip())
                .toList();
    }
}
