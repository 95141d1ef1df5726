package io.dromedary.extract;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.jspecify.annotations.Nullable;

/**
 * Walks the page tree of a PDF (ISO 32000-2, 7.7.3) from page to page, and can go on in the same file when it is opened
 * anew. PDFBox's own iterator loads all pages before it gives the first, which every opening would pay again; this one
 * loads what it passes. As there, a node is entered once, what is neither node nor page is skipped, and a page that is
 * not there is an empty one.
 */
final class PageWalk {

    /** The nodes on the way to the page, the innermost first. */
    private final Deque<Node> path = new ArrayDeque<>();

    /** The nodes that were entered: a tree that is none would have no end. */
    private final Set<COSObjectKey> entered = new HashSet<>();

    private @Nullable COSDictionary next;

    PageWalk(PDDocument document) {
        path.push(new Node(root(document)));
    }

    /** A page where the tree refers to it. */
    record Leaf(COSDictionary dictionary, @Nullable COSObjectKey key) {}

    private static final class Node {
        private COSArray kids;
        private int passed;

        private Node(COSArray kids) {
            this.kids = kids;
        }

        /** The one that was passed last. */
        private @Nullable COSBase kid() {
            return kids.getObject(passed - 1);
        }

        private @Nullable COSObjectKey key() {
            return kids.get(passed - 1) instanceof COSObject reference ? reference.getKey() : null;
        }
    }

    boolean hasNext() {
        while (next == null && !path.isEmpty()) {
            Node node = path.getFirst();
            if (node.passed == node.kids.size()) {
                path.pop();
            } else {
                node.passed++;
                pass(node);
            }
        }
        return next != null;
    }

    private void pass(Node node) {
        COSBase kid = node.kid();
        if (kid == null) {
            next = new COSDictionary();
        } else if (kid instanceof COSDictionary dictionary) {
            COSName type = dictionary.getCOSName(COSName.TYPE);
            if (COSName.PAGES.equals(type) || dictionary.containsKey(COSName.KIDS)) {
                COSObjectKey key = node.key();
                if (key == null || entered.add(key)) {
                    path.push(new Node(kids(dictionary)));
                }
            } else if (COSName.PAGE.equals(type)) {
                next = dictionary;
            }
        }
    }

    Leaf next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Leaf leaf = new Leaf(next, path.getFirst().key());
        next = null;
        return leaf;
    }

    /** Goes on at the same place of the same file. */
    void goOnIn(PDDocument document) throws IOException {
        COSArray kids = root(document);
        for (Iterator<Node> nodes = path.descendingIterator(); nodes.hasNext(); ) {
            Node node = nodes.next();
            node.kids = kids;
            if (nodes.hasNext()) {
                kids = kids(dictionary(node));
            }
        }
        if (next != null && next.size() > 0) {
            next = dictionary(path.getFirst());
        }
    }

    private static COSDictionary dictionary(Node node) throws IOException {
        if (node.kid() instanceof COSDictionary dictionary) {
            return dictionary;
        }
        throw new IOException("The page tree is not what it was");
    }

    private static COSArray root(PDDocument document) {
        return kids(document.getPages().getCOSObject());
    }

    private static COSArray kids(COSDictionary node) {
        COSArray kids = node.getCOSArray(COSName.KIDS);
        return kids == null ? new COSArray() : kids;
    }
}
