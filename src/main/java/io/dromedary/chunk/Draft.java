package io.dromedary.chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A chunk that is being filled. */
final class Draft {

    /** More white space than this between two chunks is no part of a text that anybody wants to read. */
    private static final int MAX_GAP = 256;

    private final ChunkProperties limits;
    private final List<Piece> pieces = new ArrayList<>();
    /** Level of the heading it began under; 0 above the first heading. */
    private final int level;

    private Header header = Header.NONE;
    private int tokens;
    private boolean blank = true;
    private boolean hasBody;

    Draft(ChunkProperties limits, int level) {
        this.limits = limits;
        this.level = level;
    }

    /** One that begins with the white space of another, which has nothing else. */
    Draft(ChunkProperties limits, int level, Draft blank) {
        this(limits, level);
        blank.pieces.forEach(this::add);
    }

    void add(Piece piece) {
        if (blank && !piece.isBlank()) {
            header = piece.header();
            tokens += header.tokens();
        }
        pieces.add(piece);
        blank = blank && piece.isBlank();
        tokens += piece.ids().length;
        hasBody = hasBody || !(piece.heading() || piece.isBlank());
    }

    /** Whether so many tokens more still belong here: a draft without much text of its own takes all it can hold. */
    boolean fits(int more) {
        return blank || tokens + more <= (isSmall() ? limits.maxTokens() : limits.targetTokens());
    }

    /** Whether it is too little to stand alone: under a quarter of the target, or nothing but headings. */
    boolean isSmall() {
        return !hasBody || tokens < limits.targetTokens() / 4;
    }

    /** Whether it has nothing but white space, which makes no chunk. */
    boolean isBlank() {
        return blank;
    }

    boolean hasBody() {
        return hasBody;
    }

    int level() {
        return level;
    }

    /** Whether another draft is the rest of this one's section, and both are one chunk without getting too long. */
    boolean joins(Draft next) {
        Piece last = pieces.get(pieces.size() - 1);
        Piece first = next.pieces.get(0);
        return !first.heading()
                && first.headings().equals(last.headings())
                && tokens + next.tokens <= limits.maxTokens();
    }

    void join(Draft next) {
        next.pieces.forEach(this::add);
    }

    /** All its text, with the white space at its ends. */
    String untrimmed() {
        StringBuilder joined = new StringBuilder();
        pieces.forEach(piece -> joined.append(piece.text()));
        return joined.toString();
    }

    /**
     * The chunk that it makes.
     *
     * @param gap the white space at the end of the chunk before
     */
    Chunk chunk(int ordinal, Passages passages, String gap) {
        String untrimmed = untrimmed();
        String text = untrimmed.strip();
        int leading = untrimmed.length() - untrimmed.stripLeading().length();
        int start = pieces.get(0).start() + untrimmed.codePointCount(0, leading);
        int end = start + text.codePointCount(0, text.length());
        int[] ids = IntStream.concat(
                        Arrays.stream(header.ids()), pieces.stream().flatMapToInt(piece -> Arrays.stream(piece.ids())))
                .toArray();
        int[] pages = pieces.stream()
                .filter(piece -> !piece.isBlank())
                .mapToInt(Piece::page)
                .toArray();
        List<String> headings = headings();
        return new Chunk(
                ordinal,
                passages.of(headings, ids.length),
                header.text(),
                shortOrNone(gap + untrimmed.substring(0, leading)),
                text,
                start,
                end,
                pages[0],
                pages[pages.length - 1],
                headings,
                ids);
    }

    private static String shortOrNone(String gap) {
        return gap.length() > MAX_GAP ? "" : gap;
    }

    /** What the headings above all of the text have in common; without text, those above the last heading. */
    private List<String> headings() {
        return pieces.stream()
                .filter(piece -> !piece.heading() && !piece.isBlank())
                .map(Piece::headings)
                .distinct()
                .reduce(Headings::common)
                .orElseGet(() -> pieces.get(pieces.size() - 1).headings());
    }
}
