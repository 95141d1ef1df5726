package io.dromedary.extract;

/**
 * One piece of a document's structure, with its place in the extracted text.
 *
 * <p>The elements of a document tile its extracted text: each begins where the one before it ended, and their texts
 * joined are the extracted text, to the character. So the white space after a paragraph belongs to the paragraph, and
 * white space at the very beginning to the first element. For {@code "# Birds\n\nTits sing.\n"} they are
 *
 * <pre>
 * HEADING    "# Birds\n\n"     start 0   level 1   title "Birds"
 * PARAGRAPH  "Tits sing.\n"    start 9   level 0   title ""
 * </pre>
 *
 * <p>A block of more than {@value Tiler#LIMIT} characters comes as several elements of the same kind.
 *
 * @param text exactly as it stands in the extracted text, with its markers; never cut inside a surrogate pair
 * @param start where {@code text} begins in the extracted text, in Unicode code points
 * @param page 1-based number of the page that {@code text} stands on; 0 where the format has no pages
 * @param level 1 (outermost) to 6 for a heading, otherwise 0
 * @param title what a heading says, without the markers of its format; otherwise empty
 */
public record Element(Kind kind, String text, int start, int page, int level, String title) {

    /** What an element is. Each row of a {@code TABLE} and each line of {@code CODE} ends in a line break. */
    public enum Kind {
        HEADING,
        PARAGRAPH,
        LIST_ITEM,
        TABLE,
        CODE
    }
}
