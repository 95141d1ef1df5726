package io.dromedary.chunk;

import io.dromedary.extract.Element;
import io.dromedary.extract.Element.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The one pass over a document: takes its elements one by one and gives its chunks. */
final class Packer implements Iterator<Chunk> {

    private final Iterator<Element> elements;
    private final Cutter cutter;
    private final ChunkProperties limits;

    /** The headings above the present place, outermost first. */
    private final Deque<Element> path = new ArrayDeque<>();

    private final Deque<Chunk> done = new ArrayDeque<>();
    private final Passages passages;
    private int ordinal;
    /** The white space at the end of the last chunk that is done. */
    private String gap = "";

    private Draft draft;
    /** The draft before, full but still here in case that a small rest of its section follows. */
    private @Nullable Draft full;

    Packer(Iterator<Element> elements, Cutter cutter, ChunkProperties limits) {
        this.elements = elements;
        this.cutter = cutter;
        this.limits = limits;
        this.passages = new Passages(limits.passageTokens());
        this.draft = new Draft(limits, 0);
    }

    @Override
    public boolean hasNext() {
        while (done.isEmpty() && elements.hasNext()) {
            take(elements.next());
        }
        if (done.isEmpty()) {
            endSection();
            emitFull();
        }
        return !done.isEmpty();
    }

    @Override
    public Chunk next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return done.remove();
    }

    private void take(Element element) {
        if (element.kind() == Kind.HEADING) {
            enter(element);
        }
        List<String> headings = path.stream()
                .map(Element::title)
                .filter(title -> !title.isBlank())
                .toList();
        List<Piece> pieces = cutter.cut(element, headings);
        int tokens = pieces.stream().mapToInt(piece -> piece.ids().length).sum();
        if (!draft.fits(tokens) && !draft.isSmall()) {
            endDraft();
        }
        for (Piece piece : pieces) {
            if (!draft.fits(piece.ids().length)) {
                endDraft();
            }
            draft.add(piece);
        }
    }

    /**
     * A heading ends the chunk above it, except one that is small itself and whose section is not over or is a peer.
     */
    private void enter(Element heading) {
        boolean keeps = draft.isSmall() && draft.level() <= heading.level() && !isRest();
        if (draft.hasBody() && !keeps) {
            endSection();
        }
        while (!path.isEmpty() && path.getLast().level() >= heading.level()) {
            path.removeLast();
        }
        path.addLast(heading);
        if (draft.isBlank()) {
            draft = new Draft(limits, heading.level(), draft);
        }
    }

    private boolean isRest() {
        return full != null && !draft.isBlank() && full.joins(draft);
    }

    private void endSection() {
        if (full != null && draft.isSmall() && isRest()) {
            full.join(draft);
            draft = new Draft(limits, level());
        }
        endDraft();
    }

    private void endDraft() {
        if (!draft.isBlank()) {
            emitFull();
            full = draft;
            draft = new Draft(limits, level());
        }
    }

    private void emitFull() {
        if (full != null) {
            done.add(full.chunk(ordinal++, passages, gap));
            String text = full.untrimmed();
            gap = text.substring(text.stripTrailing().length());
            full = null;
        }
    }

    private int level() {
        return path.isEmpty() ? 0 : path.getLast().level();
    }
}
