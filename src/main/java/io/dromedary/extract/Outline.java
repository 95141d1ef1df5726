package io.dromedary.extract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineNode;

/** The headings that a PDF names in its outline (its bookmarks), by the pages they point at. */
final class Outline {

    /** What is not in the first so many is no help to find a chunk. */
    private static final int MOST_ITEMS = 20_000;

    private static final int DEEPEST = 6;

    private final Map<Integer, List<Heading>> headings = new HashMap<>();
    private int items;

    private Outline() {}

    /** One entry, with the level it has in the outline. */
    record Heading(int level, String title) {}

    /** Reads the outline; a damaged one is as good as none. */
    static Outline of(PDDocument document) {
        Outline outline = new Outline();
        try {
            PDDocumentOutline root = document.getDocumentCatalog().getDocumentOutline();
            if (root != null) {
                outline.addChildren(root, 1, document, pageNumbers(document));
            }
        } catch (RuntimeException | StackOverflowError e) {
            outline.headings.clear();
        }
        return outline;
    }

    private static IdentityHashMap<COSDictionary, Integer> pageNumbers(PDDocument document) {
        IdentityHashMap<COSDictionary, Integer> numbers = new IdentityHashMap<>();
        for (PDPage page : document.getPages()) {
            numbers.put(page.getCOSObject(), numbers.size() + 1);
        }
        return numbers;
    }

    private void addChildren(
            PDOutlineNode node, int level, PDDocument document, IdentityHashMap<COSDictionary, Integer> pages) {
        for (PDOutlineItem item : node.children()) {
            if (items++ >= MOST_ITEMS) {
                return;
            }
            add(item, Math.min(level, DEEPEST), document, pages);
            if (level < DEEPEST) {
                addChildren(item, level + 1, document, pages);
            }
        }
    }

    private void add(
            PDOutlineItem item, int level, PDDocument document, IdentityHashMap<COSDictionary, Integer> pages) {
        try {
            PDPage page = item.findDestinationPage(document);
            Integer number = page == null ? null : pages.get(page.getCOSObject());
            String title = item.getTitle();
            if (number != null && title != null && !title.isBlank()) {
                headings.computeIfAbsent(number, n -> new ArrayList<>())
                        .add(new Heading(level, Storable.of(title).strip()));
            }
        } catch (IOException | RuntimeException e) {
            // This one points nowhere; the next may not.
        }
    }

    /** In the order of the outline. */
    List<Heading> on(int page) {
        return headings.getOrDefault(page, List.of());
    }
}
