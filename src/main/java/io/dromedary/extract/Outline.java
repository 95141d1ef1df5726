package io.dromedary.extract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionGoTo;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDDestination;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDNamedDestination;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.destination.PDPageDestination;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineNode;
import org.jspecify.annotations.Nullable;

/**
 * The headings that a PDF names in its outline (its bookmarks), by the pages they point at. Reading it loads none of
 * the pages: it goes by the names that they have in the file.
 */
final class Outline {

    /** What is not in the first so many is no help to find a chunk. */
    private static final int MOST_ITEMS = 20_000;

    private static final int DEEPEST = 6;

    private final Map<COSObjectKey, List<Heading>> byName = new HashMap<>();

    /** A few files count pages instead of naming them, from 1 here. */
    private final Map<Integer, List<Heading>> byNumber = new HashMap<>();

    private int items;

    private Outline() {}

    /** One entry, with the level it has in the outline. */
    record Heading(int level, String title) {}

    /** Reads the outline; a damaged one is as good as none. */
    static Outline of(PDDocument document) {
        Outline outline = new Outline();
        try {
            PDDocumentCatalog catalog = document.getDocumentCatalog();
            PDDocumentOutline root = catalog.getDocumentOutline();
            if (root != null) {
                outline.addChildren(root, 1, catalog);
            }
        } catch (RuntimeException | StackOverflowError e) {
            outline.byName.clear();
            outline.byNumber.clear();
        }
        return outline;
    }

    private void addChildren(PDOutlineNode node, int level, PDDocumentCatalog catalog) {
        for (PDOutlineItem item : node.children()) {
            if (items++ >= MOST_ITEMS) {
                return;
            }
            add(item, Math.min(level, DEEPEST), catalog);
            if (level < DEEPEST) {
                addChildren(item, level + 1, catalog);
            }
        }
    }

    private void add(PDOutlineItem item, int level, PDDocumentCatalog catalog) {
        try {
            PDPageDestination destination = destination(item, catalog);
            String title = item.getTitle();
            if (destination == null || title == null || title.isBlank()) {
                return;
            }
            Heading heading = new Heading(level, Storable.of(title).strip());
            if (destination.getCOSObject().get(0) instanceof COSObject page) {
                byName.computeIfAbsent(page.getKey(), n -> new ArrayList<>()).add(heading);
            } else if (destination.getPageNumber() >= 0) {
                byNumber.computeIfAbsent(destination.getPageNumber() + 1, n -> new ArrayList<>())
                        .add(heading);
            }
        } catch (IOException | RuntimeException e) {
            // This one points nowhere; the next may not.
        }
    }

    /** As {@link PDOutlineItem#findDestinationPage} finds it, without the page. */
    private static @Nullable PDPageDestination destination(PDOutlineItem item, PDDocumentCatalog catalog)
            throws IOException {
        PDDestination destination = item.getDestination();
        if (destination == null && item.getAction() instanceof PDActionGoTo action) {
            destination = action.getDestination();
        }
        if (destination instanceof PDNamedDestination named) {
            return catalog.findNamedDestinationPage(named);
        }
        return destination instanceof PDPageDestination page ? page : null;
    }

    /** In the order of the outline. */
    List<Heading> on(int page, @Nullable COSObjectKey name) {
        List<Heading> named = name == null ? List.of() : byName.getOrDefault(name, List.of());
        return named.isEmpty() ? byNumber.getOrDefault(page, List.of()) : named;
    }
}
