package io.dromedary.extract;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the headers and footers of a page by its neighbours: a line at the top or bottom edge is one if the same stands
 * at that edge of the pages around it, whatever its numbers; or if it begins or ends with a number that counts the
 * pages. So {@code "3.2 Wells 45"} is one between {@code "44 Chapter 3"} and {@code "46 Chapter 3"}. Pure.
 */
final class RunningLines {

    /** Lines at each edge that may be one. */
    private static final int EDGE = 2;

    /** A page with fewer lines besides is kept as it is. */
    private static final int LEAST_BODY = 3;

    private static final int MOST_NEIGHBOURS = 4;

    /** A line that counts the pages and is longer, or ends a sentence, is the beginning of a footnote. */
    private static final int LONGEST_TITLE = 70;

    private static final String SENTENCE_ENDS = ".!?:;,";

    private static final String ROMAN_DIGITS = "ivxlc";
    private static final Pattern FIRST_NUMBER = Pattern.compile("\\s*(\\d{1,5})(?![\\d.])");
    private static final Pattern LAST_NUMBER = Pattern.compile("(?<![\\d.])(\\d{1,5})\\s*$");

    private RunningLines() {}

    /** A page as it was read, without blank lines at the beginning and end. */
    static final class Page {

        private final int number;
        private final List<String> lines;
        private final List<Edge> top;
        private final List<Edge> bottom;

        Page(int number, List<String> lines) {
            this.number = number;
            this.lines = List.copyOf(lines);
            int edge = Math.min(EDGE, lines.size());
            this.top = lines.subList(0, edge).stream().map(Edge::of).toList();
            this.bottom = lines.subList(lines.size() - edge, lines.size()).stream()
                    .map(Edge::of)
                    .toList();
        }

        int number() {
            return number;
        }

        List<String> lines() {
            return lines;
        }
    }

    /**
     * A line at an edge, in the form in which it is compared.
     *
     * @param normal without its numbers
     * @param pageNumber the number at its beginning or end; -1 without one, and for what cannot be a title
     */
    private record Edge(String normal, int pageNumber) {

        static Edge of(String line) {
            return new Edge(RunningLines.normal(line), isTitle(line.strip()) ? RunningLines.pageNumber(line) : -1);
        }

        private static boolean isTitle(String line) {
            return !line.isEmpty()
                    && line.length() <= LONGEST_TITLE
                    && SENTENCE_ENDS.indexOf(line.charAt(line.length() - 1)) < 0;
        }

        boolean agrees(Edge other, int distance) {
            boolean counts = pageNumber >= 0 && other.pageNumber == pageNumber + distance;
            return counts || (!normal.isEmpty() && normal.equals(other.normal));
        }
    }

    /** The lines of the page without its headers and footers. */
    static List<String> body(Page page, Collection<Page> neighbours) {
        int from = 0;
        while (from < page.top.size() && isRunning(page, page.top.get(from), neighbours, true)) {
            from++;
        }
        int to = page.lines.size();
        int bottom = page.bottom.size() - 1;
        while (bottom >= 0 && to > from && isRunning(page, page.bottom.get(bottom), neighbours, false)) {
            bottom--;
            to--;
        }
        return to - from < LEAST_BODY ? page.lines : page.lines.subList(from, to);
    }

    private static boolean isRunning(Page page, Edge line, Collection<Page> neighbours, boolean top) {
        long agree = neighbours.stream()
                .filter(neighbour -> (top ? neighbour.top : neighbour.bottom)
                        .stream().anyMatch(other -> line.agrees(other, neighbour.number - page.number)))
                .count();
        return agree >= (neighbours.size() >= MOST_NEIGHBOURS - 1 ? 2 : 1);
    }

    /** In lower case, with {@code #} for a number, Arabic or Roman, and one space for any. */
    private static String normal(String line) {
        String text = line.strip().toLowerCase(Locale.ROOT);
        StringBuilder normal = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int number = numberEnd(text, at);
            if (number > at) {
                normal.append('#');
                at = number;
            } else if (Character.isWhitespace(text.charAt(at))) {
                normal.append(' ');
                at = runEnd(text, at, Character::isWhitespace);
            } else {
                normal.append(text.charAt(at++));
            }
        }
        return normal.toString();
    }

    /** Where the number ends that begins here; here, if none does. A Roman one is a word of its own. */
    private static int numberEnd(String text, int from) {
        if (Character.isDigit(text.charAt(from))) {
            return runEnd(text, from, Character::isDigit);
        }
        if (isWordAt(text, from - 1)) {
            return from;
        }
        int roman = runEnd(text, from, character -> ROMAN_DIGITS.indexOf(character) >= 0);
        return isWordAt(text, roman) ? from : roman;
    }

    private static int runEnd(String text, int from, IntPredicate belongs) {
        int end = from;
        while (end < text.length() && belongs.test(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isWordAt(String text, int index) {
        return index >= 0
                && index < text.length()
                && (Character.isLetterOrDigit(text.charAt(index)) || text.charAt(index) == '_');
    }

    private static int pageNumber(String line) {
        Matcher first = FIRST_NUMBER.matcher(line);
        if (first.lookingAt()) {
            return Integer.parseInt(first.group(1));
        }
        String stripped = line.stripTrailing();
        if (stripped.isEmpty() || !Character.isDigit(stripped.charAt(stripped.length() - 1))) {
            return -1;
        }
        Matcher last = LAST_NUMBER.matcher(line);
        return last.find() ? Integer.parseInt(last.group(1)) : -1;
    }
}
