package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Counts how deeply tags are nested in HTML, before a parser that takes time for every one of them does. Counts in
 * bytes and takes what looks like a tag for one, so its limit is far above what any page has.
 */
final class TagDepth {

    private static final int MOST = 20_000;
    private static final int LONGEST_NAME = 12;

    /** Elements without an end tag, and those that may leave it out. */
    private static final Set<String> OPEN = Set.of(
            "area",
            "base",
            "br",
            "col",
            "colgroup",
            "dd",
            "dt",
            "embed",
            "hr",
            "img",
            "input",
            "li",
            "link",
            "meta",
            "optgroup",
            "option",
            "p",
            "param",
            "rp",
            "rt",
            "source",
            "tbody",
            "td",
            "tfoot",
            "th",
            "thead",
            "tr",
            "track",
            "wbr");

    private TagDepth() {}

    static void check(Path file) throws IOException {
        int depth = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '<') {
                    depth = Math.max(depth + change(in), 0);
                    if (depth > MOST) {
                        throw new Failure.Permanent(
                                ErrorCode.DOCUMENT_TOO_COMPLEX, "The document is nested too deeply");
                    }
                }
            }
        }
    }

    /** One up for a tag that begins here, one down for one that ends. */
    private static int change(InputStream in) throws IOException {
        in.mark(LONGEST_NAME + 2);
        StringBuilder name = new StringBuilder();
        int next = in.read();
        boolean end = next == '/';
        if (end) {
            next = in.read();
        }
        while (next > 0 && Character.isLetterOrDigit(next) && name.length() < LONGEST_NAME) {
            name.append((char) next);
            next = in.read();
        }
        in.reset();
        if (name.isEmpty() || OPEN.contains(name.toString().toLowerCase(Locale.ROOT))) {
            return 0;
        }
        return end ? -1 : 1;
    }
}
