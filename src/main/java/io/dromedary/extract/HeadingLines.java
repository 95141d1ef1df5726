package io.dromedary.extract;

import io.dromedary.extract.Outline.Heading;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the headings of an outline in the lines of their page. A heading may take several lines, and may have a number
 * in front of it on one side only: {@code "2.1 Old wells"} on the page is {@code "Old wells"} in the outline. Pure.
 */
final class HeadingLines {

    private static final int MOST_LINES = 4;

    private static final Pattern NUMBERED = Pattern.compile(
            "\\s*(chapter|appendix|part|section)?\\s*([\\d.]+|[A-Z](\\.[\\d.]+)?\\.?)?[\\s:—–-]+(?=\\S)",
            Pattern.CASE_INSENSITIVE);

    private HeadingLines() {}

    /**
     * A heading where it was found.
     *
     * @param lines that it takes
     */
    record Found(Heading heading, int lines) {}

    /** The headings by the index of their first line. */
    static Map<Integer, Found> in(List<String> lines, List<Heading> headings) {
        if (headings.isEmpty()) {
            return Map.of();
        }
        List<String> letters = lines.stream().map(HeadingLines::letters).toList();
        List<String> bareLetters =
                lines.stream().map(line -> letters(withoutNumber(line))).toList();
        Map<Integer, Found> found = new HashMap<>();
        int from = 0;
        for (Heading heading : headings) {
            String title = letters(heading.title());
            String bare = letters(withoutNumber(heading.title()));
            for (int line = from; line < lines.size() && !title.isEmpty(); line++) {
                int count = Math.max(count(letters, line, title), count(bareLetters, line, bare));
                if (count > 0) {
                    found.put(line, new Found(heading, count));
                    from = line + count;
                    break;
                }
            }
        }
        return found;
    }

    /** How many lines from the given one are the title; 0 if they are another text. */
    private static int count(List<String> letters, int first, String title) {
        int matched = 0;
        for (int count = 1; count <= Math.min(MOST_LINES, letters.size() - first); count++) {
            String line = letters.get(first + count - 1);
            if (line.isEmpty() || !title.startsWith(line, matched)) {
                return 0;
            }
            matched += line.length();
            if (matched == title.length()) {
                return count;
            }
        }
        return 0;
    }

    private static String withoutNumber(CharSequence text) {
        String stripped = text.toString().strip();
        Matcher number = NUMBERED.matcher(stripped);
        return number.lookingAt() ? stripped.substring(number.end()) : stripped;
    }

    private static String letters(CharSequence text) {
        CharSequence normal = Normalizer.isNormalized(text, Normalizer.Form.NFKC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFKC);
        StringBuilder letters = new StringBuilder(normal.length());
        int at = 0;
        while (at < normal.length()) {
            int character = Character.codePointAt(normal, at);
            if (Character.isLetterOrDigit(character)) {
                letters.appendCodePoint(Character.toLowerCase(character));
            }
            at += Character.charCount(character);
        }
        return letters.toString();
    }
}
