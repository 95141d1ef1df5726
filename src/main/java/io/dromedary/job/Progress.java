package io.dromedary.job;

/**
 * How far an attempt is.
 *
 * @param pages read so far; 0 where the format has none
 * @param chunks stored so far
 * @param tokens of the stored chunks, as the embedding model counts them
 */
public record Progress(int pages, int chunks, long tokens) {

    public static final Progress NONE = new Progress(0, 0, 0);

    public Progress {
        if (pages < 0 || chunks < 0 || tokens < 0) {
            throw new IllegalArgumentException("Progress counts up from zero, not pages %d, chunks %d, tokens %d"
                    .formatted(pages, chunks, tokens));
        }
    }

    /** This and what came after it: pages by their highest number, the rest by sum. */
    public Progress plus(Progress later) {
        return new Progress(Math.max(pages, later.pages), chunks + later.chunks, tokens + later.tokens);
    }
}
