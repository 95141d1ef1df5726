package io.dromedary.extract;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
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

    private static final Pattern NUMBER = Pattern.compile("\\d+|\\b[ivxlc]+\\b");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final Pattern FIRST_NUMBER = Pattern.compile("^\\s*(\\d{1,5})(?![\\d.])");
    private static final Pattern LAST_NUMBER = Pattern.compile("(?<![\\d.])(\\d{1,5})\\s*$");

    private RunningLines() {}

    /**
     * A page as it was read.
     *
     * @param lines without blank ones at the beginning and end
     */
    record Page(int number, List<String> lines) {}

    /** The lines of the page without its headers and footers. */
    static List<String> body(Page page, Collection<Page> neighbours) {
        List<String> lines = page.lines();
        int from = 0;
        int to = lines.size();
        while (from < Math.min(EDGE, to) && isRunning(page, from, true, neighbours)) {
            from++;
        }
        while (to > from && lines.size() - to < EDGE && isRunning(page, lines.size() - to, false, neighbours)) {
            to--;
        }
        return to - from < LEAST_BODY ? lines : lines.subList(from, to);
    }

    private static boolean isRunning(Page page, int fromEdge, boolean top, Collection<Page> neighbours) {
        String line = line(page, fromEdge, top);
        long agree = neighbours.stream()
                .filter(neighbour -> agrees(line, page, neighbour, top))
                .count();
        return agree >= (neighbours.size() >= MOST_NEIGHBOURS - 1 ? 2 : 1);
    }

    private static boolean agrees(String line, Page page, Page neighbour, boolean top) {
        for (int fromEdge = 0; fromEdge < Math.min(EDGE, neighbour.lines().size()); fromEdge++) {
            String other = line(neighbour, fromEdge, top);
            if (sameButForNumbers(line, other) || counts(line, other, neighbour.number() - page.number())) {
                return true;
            }
        }
        return false;
    }

    private static String line(Page page, int fromEdge, boolean top) {
        List<String> lines = page.lines();
        return lines.get(top ? fromEdge : lines.size() - 1 - fromEdge);
    }

    private static boolean sameButForNumbers(String line, String other) {
        return !line.isBlank() && normal(line).equals(normal(other));
    }

    private static String normal(String line) {
        String lower = line.strip().toLowerCase(Locale.ROOT);
        return WHITE_SPACE.matcher(NUMBER.matcher(lower).replaceAll("#")).replaceAll(" ");
    }

    private static boolean counts(String line, String other, int distance) {
        int own = pageNumber(line);
        return own >= 0 && pageNumber(other) == own + distance;
    }

    private static int pageNumber(String line) {
        Matcher first = FIRST_NUMBER.matcher(line);
        if (first.find()) {
            return Integer.parseInt(first.group(1));
        }
        Matcher last = LAST_NUMBER.matcher(line);
        return last.find() ? Integer.parseInt(last.group(1)) : -1;
    }
}
