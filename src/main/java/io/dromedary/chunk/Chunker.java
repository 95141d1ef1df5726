package io.dromedary.chunk;

import io.dromedary.extract.Element;
import java.util.Iterator;
import org.springframework.stereotype.Component;

/**
 * Cuts a document into chunks, in one pass, each character tokenised once. Stateless and thread-safe.
 *
 * <p>Sentences, rows of tables and lines of code are packed greedily until a chunk has its target size. What ends a
 * chunk earlier, if it is not too small to stand alone:
 *
 * <ul>
 *   <li>a heading, which belongs to the text below it;
 *   <li>a paragraph, list item or table that does not fit as a whole into what is left.
 * </ul>
 *
 * A small rest of a section joins the chunk before it, a small section the one after it. Only a sentence that alone is
 * longer than the maximum is cut inside: at a line break, else at white space, else between two tokens.
 *
 * <p>The chunks of a document do not overlap, and leave out nothing but white space.
 */
@Component
public class Chunker {

    private final Tokenizer tokenizer;
    private final ChunkProperties limits;

    public Chunker(Tokenizer tokenizer, ChunkProperties limits) {
        if (limits.maxTokens() > tokenizer.maxTextTokens()) {
            throw new IllegalArgumentException(
                    "dromedary.chunk.max-tokens (%d) must be at most %d for the embedding model"
                            .formatted(limits.maxTokens(), tokenizer.maxTextTokens()));
        }
        this.tokenizer = tokenizer;
        this.limits = limits;
    }

    /** For the same model, with other sizes. */
    public Chunker with(ChunkProperties sizes) {
        return new Chunker(tokenizer, sizes);
    }

    public ChunkProperties limits() {
        return limits;
    }

    /** The sizes, as the ledger keeps them with what they made. */
    public String sizes() {
        return "target-tokens=%d,max-tokens=%d,passage-tokens=%d"
                .formatted(limits.targetTokens(), limits.maxTokens(), limits.passageTokens());
    }

    /**
     * The chunks of a document, each made when it is asked for, from as few elements as it takes.
     *
     * @param elements tile the text of the document, as those of an {@link io.dromedary.extract.Extraction} do; what
     *     they throw passes through
     */
    public Iterator<Chunk> chunk(Iterator<Element> elements) {
        return new Packer(elements, new Cutter(tokenizer, limits), limits);
    }
}
