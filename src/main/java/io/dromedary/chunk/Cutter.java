package io.dromedary.chunk;

import io.dromedary.extract.Element;
import io.dromedary.extract.Element.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts elements into pieces. An element is tokenised once and whole; its pieces take their tokens from there, which is
 * right because pieces begin after white space, where the tokenizer does not care.
 *
 * <p>Remembers what later rows of a table are headed by. A table that comes in several elements, because it is long,
 * keeps the head of the first.
 */
final class Cutter {

    private final Tokenizer tokenizer;
    private final ChunkProperties limits;
    private Header caption = Header.NONE;
    private Header head = Header.NONE;
    private boolean insideTable;

    Cutter(Tokenizer tokenizer, ChunkProperties limits) {
        this.tokenizer = tokenizer;
        this.limits = limits;
    }

    /** The pieces of an element, in order and without gaps. */
    List<Piece> cut(Element element, List<String> headings) {
        Tokens tokens = tokenizer.tokenize(element.text());
        if (element.kind() == Kind.TABLE && !insideTable) {
            head = caption.above(firstRow(element, tokens));
            head = mayHead(head) ? head : Header.NONE;
        }
        List<Piece> pieces = pieces(element, headings, tokens);
        insideTable = element.kind() == Kind.TABLE && !element.text().endsWith("\n\n");
        caption = caption(element, pieces);
        return pieces;
    }

    private List<Piece> pieces(Element element, List<String> headings, Tokens tokens) {
        boolean table = element.kind() == Kind.TABLE;
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        int firstToken = 0;
        int start = element.start();
        for (Cut cut : cuts(element, tokens)) {
            String text = element.text().substring(from, cut.offset());
            int[] ids = Arrays.copyOfRange(tokens.ids(), firstToken, cut.token());
            Header header = !table ? Header.NONE : from == 0 && !insideTable ? caption : head;
            pieces.add(new Piece(text, start, element.page(), headings, element.kind() == Kind.HEADING, ids, header));
            start += text.codePointCount(0, text.length());
            from = cut.offset();
            firstToken = cut.token();
        }
        return pieces;
    }

    private static Header firstRow(Element element, Tokens tokens) {
        int end = Breaks.headEnd(element.text());
        int last = 0;
        while (last < tokens.size() && tokens.starts()[last] < end) {
            last++;
        }
        return new Header(element.text().substring(0, end).strip(), Arrays.copyOf(tokens.ids(), last));
    }

    /** The last sentence of a paragraph introduces the table that follows. */
    private Header caption(Element element, List<Piece> pieces) {
        if (element.kind() != Kind.PARAGRAPH || pieces.isEmpty()) {
            return Header.NONE;
        }
        Piece last = pieces.get(pieces.size() - 1);
        Header sentence = new Header(last.text().strip(), last.ids());
        return mayHead(sentence) ? sentence : Header.NONE;
    }

    /** A header must leave room for what it heads. */
    private boolean mayHead(Header header) {
        return header.tokens() <= limits.targetTokens() / 2;
    }

    /**
     * The end of a piece.
     *
     * @param offset where it ends in the element's text, exclusive
     * @param token the first token behind it
     */
    private record Cut(int offset, int token) {}

    private List<Cut> cuts(Element element, Tokens tokens) {
        String text = element.text();
        int room = limits.maxTokens() - (element.kind() == Kind.TABLE ? Math.max(head.tokens(), caption.tokens()) : 0);
        int target = Math.min(limits.targetTokens(), room);
        List<Cut> cuts = new ArrayList<>();
        int first = 0;
        for (int end : Breaks.ends(element)) {
            int next = first;
            while (next < tokens.size() && tokens.starts()[next] < end) {
                next++;
            }
            boolean tooLong = next - first > room;
            int part = next - first > target ? partEnd(text, tokens, first, next, target, tooLong) : next;
            while (part < next) {
                first = part;
                cuts.add(new Cut(tokens.starts()[first], first));
                part = next - first > target ? partEnd(text, tokens, first, next, target, tooLong) : next;
            }
            cuts.add(new Cut(end, next));
            first = next;
        }
        return cuts;
    }

    /**
     * The token before which a long sentence is cut, about the target behind its beginning, or its end: see
     * {@link Gap}. In the last half of what fits, the last gap of the best kind that there is.
     *
     * @param tooLong whether it must be cut; otherwise only where a sentence may end
     */
    private static int partEnd(String text, Tokens tokens, int first, int end, int target, boolean tooLong) {
        int parts = (end - first + target - 1) / target;
        int last = first + Math.min(target, (end - first + parts - 1) / parts);
        for (Gap gap : Gap.values()) {
            if (!tooLong && gap != Gap.FULL_STOP) {
                break;
            }
            for (int token = last; token > first + (last - first) / 2; token--) {
                if (gap.isBefore(token, text, tokens)) {
                    return token;
                }
            }
        }
        return tooLong ? last : end;
    }
}
