package io.dromedary.extract;

import io.dromedary.extract.Element.Kind;
import io.dromedary.extract.HeadingLines.Found;
import io.dromedary.extract.Outline.Heading;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Finds headings, paragraphs, list items and tables in the lines of a page, which keep nothing else of its layout.
 *
 * <ul>
 *   <li>A heading is what the outline says it is.
 *   <li>A line that reaches the right margin goes on in the next one, from which it was divided by setting: they are
 *       joined, without the hyphen between a word's parts. Shorter lines keep their line break.
 *   <li>A paragraph ends at a blank line, and at a line that ends a sentence before the margin.
 *   <li>Three lines or more that are mostly numbers are a table, with the short line above them.
 * </ul>
 */
final class PageGrammar {

    /** A line shorter than this share of a long one ends before the margin. */
    private static final double SHORT_LINE = 0.8;

    private static final int LEAST_ROWS = 3;
    private static final int LEAST_CELLS = 3;

    private static final Pattern ITEM = Pattern.compile("\\s*([•◦▪‣–*-]|\\d{1,3}[.)])\\s+\\S");
    private static final String SENTENCE_ENDS = ".!?:。！？";
    private static final String CLOSINGS = "\"'”’)]";
    private static final Pattern LEADER = Pattern.compile("(\\. ?){4,}");
    private static final Pattern HYPHENATED = Pattern.compile("\\p{L}{2}[-\u00ad\u2010]");
    private static final Pattern CELL = Pattern.compile("\\s+");
    private static final Pattern NUMBER = Pattern.compile("[-+±~$€£(]?\\d[\\d.,:/%)eE+-]*\\p{L}{0,3}|[-–—]");

    /** Puts a page into the tiler, all of it. */
    void page(List<String> lines, int number, List<Heading> headings, Tiler tiler) {
        new Walk(lines, HeadingLines.in(lines, headings), tiler).run(number);
    }

    /** One page on its way into the tiler. */
    private static final class Walk {

        private final List<String> lines;
        private final Map<Integer, Found> headings;
        private final Tiler tiler;
        private final boolean[] rows;
        private final double margin;
        private boolean border = true;

        Walk(List<String> lines, Map<Integer, Found> headings, Tiler tiler) {
            this.lines = lines;
            this.headings = headings;
            this.tiler = tiler;
            this.margin = SHORT_LINE * longLine(lines);
            this.rows = rows();
        }

        void run(int number) {
            boolean first = true;
            int line = 0;
            while (line < lines.size()) {
                if (first && !lines.get(line).isBlank()) {
                    tiler.beginPage(number);
                    first = false;
                }
                line += take(line);
            }
        }

        /** Takes one line, or those of a heading. */
        private int take(int line) {
            String text = lines.get(line);
            Found heading = headings.get(line);
            if (text.isBlank()) {
                tiler.add("\n");
                border = true;
            } else if (heading != null) {
                tiler.beginHeading(heading.heading().level(), heading.heading().title());
                tiler.add(String.join(" ", lines.subList(line, line + heading.lines())) + "\n");
                border = true;
                return heading.lines();
            } else if (rows[line]) {
                if (line == 0 || !rows[line - 1]) {
                    tiler.begin(Kind.TABLE);
                }
                tiler.add(text + "\n");
                border = true;
            } else {
                takeText(line, text);
            }
            return 1;
        }

        private void takeText(int line, String text) {
            boolean item = ITEM.matcher(text).lookingAt();
            if (border || item) {
                tiler.begin(item ? Kind.LIST_ITEM : Kind.PARAGRAPH);
            }
            boolean full = text.length() >= margin && !hasLeader(text);
            boolean sentence = endsSentence(text);
            border = sentence && (!full || isTitle(line + 1));
            if (full && !border && goesOn(line + 1)) {
                boolean hyphen = HYPHENATED
                                .matcher(text.substring(Math.max(text.length() - 3, 0)))
                                .matches()
                        && Character.isLowerCase(lines.get(line + 1).codePointAt(0));
                tiler.add(hyphen ? text.substring(0, text.length() - 1) : text + " ");
            } else {
                tiler.add(text + "\n");
            }
        }

        private static boolean endsSentence(String text) {
            int last = text.length() - 1;
            if (last > 0 && CLOSINGS.indexOf(text.charAt(last)) >= 0) {
                last--;
            }
            return last >= 0 && SENTENCE_ENDS.indexOf(text.charAt(last)) >= 0;
        }

        private static boolean hasLeader(String text) {
            return text.contains("....")
                    || (text.contains(". .") && LEADER.matcher(text).find());
        }

        /** Whether the line belongs to the text above it. */
        private boolean goesOn(int line) {
            return line < lines.size()
                    && !lines.get(line).isBlank()
                    && !headings.containsKey(line)
                    && !rows[line]
                    && !ITEM.matcher(lines.get(line)).lookingAt();
        }

        /** A short line without a full stop after a sentence begins something else. */
        private boolean isTitle(int line) {
            return line < lines.size() && lines.get(line).length() < margin / 2 && !endsSentence(lines.get(line));
        }

        private boolean[] rows() {
            boolean[] table = new boolean[lines.size()];
            int from = 0;
            while (from < lines.size()) {
                int to = from;
                while (to < lines.size() && isRow(to)) {
                    to++;
                }
                if (to - from >= LEAST_ROWS) {
                    boolean header = from > 0 && isHeader(from - 1);
                    Arrays.fill(table, header ? from - 1 : from, to, true);
                }
                from = Math.max(to, from + 1);
            }
            return table;
        }

        private boolean isRow(int line) {
            if (lines.get(line).chars().noneMatch(Character::isDigit) || headings.containsKey(line)) {
                return false;
            }
            String[] cells = CELL.split(lines.get(line).strip(), -1);
            if (cells.length < LEAST_CELLS) {
                return false;
            }
            long numbers = Arrays.stream(cells)
                    .filter(cell -> NUMBER.matcher(cell).matches())
                    .count();
            return numbers * 2 >= cells.length;
        }

        private boolean isHeader(int line) {
            String text = lines.get(line);
            return !text.isBlank()
                    && text.length() < margin
                    && !headings.containsKey(line)
                    && !endsSentence(text)
                    && !ITEM.matcher(text).lookingAt();
        }

        /** How long a line is that reaches the margin: nine of ten are not longer. */
        private static int longLine(List<String> lines) {
            int[] lengths = lines.stream()
                    .filter(line -> !line.isBlank())
                    .mapToInt(String::length)
                    .sorted()
                    .toArray();
            return lengths.length == 0 ? 0 : lengths[Math.min(lengths.length * 9 / 10, lengths.length - 1)];
        }
    }
}
