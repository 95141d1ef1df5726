package io.dromedary.embed;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;

/**
 * A text that brings its tokens along, so that it is tokenised once in all. The model of the process embeds the ids; a
 * model that does not know this class embeds the text.
 */
public final class TokenizedText extends TextSegment {

    private final int[] ids;

    /**
     * @param text not blank
     * @param ids the tokens of exactly that text, from the model's own tokenizer, without special tokens
     */
    public TokenizedText(String text, int[] ids) {
        super(text, new Metadata());
        this.ids = ids.clone();
    }

    /** Not a copy: for the model only. */
    int[] ids() {
        return ids;
    }
}
