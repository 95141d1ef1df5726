package io.dromedary.embed;

import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import io.dromedary.chunk.Tokenizer;
import io.dromedary.chunk.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokenizer of all-MiniLM-L6-v2: lower case, accents stripped, words cut into the longest pieces of the vocabulary
 * (WordPiece). It never truncates, pads or adds a token, and it counts offsets in UTF-16 units of the text as given,
 * whatever the normalisation made of it. Thread-safe.
 *
 * <p>The names of the special tokens are ordinary text here: {@code [SEP]} in a document becomes the three tokens
 * {@code [}, {@code sep}, {@code ]}, never the one that ends a sequence. {@code [UNK]} is the id of every word that the
 * vocabulary cannot spell, such as an emoji.
 *
 * <p>A token may share its character with its neighbours: 한 is one character and three tokens. Characters that the
 * model does not see (white space, control characters, accents at the end of a word) belong to no token.
 */
final class WordPieceTokenizer implements Tokenizer {

    private static final String DEFINITION = "/all-minilm-l6-v2-q-tokenizer.json";

    /**
     * What replaces the head of the definition, which cuts and pads every text to 128 tokens and turns the names of the
     * special tokens into the tokens wherever they occur.
     */
    private static final String HEAD =
            "{\"version\": \"1.0\", \"truncation\": null, \"padding\": null, \"added_tokens\": [], ";

    private static final String FIRST_FIELD_AFTER_HEAD = "\"normalizer\"";

    private static final Cleaner CLEANER = Cleaner.create();
    private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;

    /** A pointer into native memory; freed when nothing refers to the tokenizer any more, so never while it works. */
    private final long handle;

    WordPieceTokenizer() {
        try {
            NativeLibraries.loadTokenizers();
            handle = create(definition());
        } catch (IOException e) {
            throw new IllegalStateException("the tokenizer cannot be loaded", e);
        }
    }

    @Override
    public Tokens tokenize(String text) {
        // Half a surrogate pair makes the native side read the whole text as bytes; the model sees neither of the two.
        String wellFormed = WellFormed.of(text);
        long encoding = LIBRARY.encode(handle, wellFormed, false);
        try {
            return tokens(ids(encoding), LIBRARY.getTokenCharSpans(encoding), wellFormed);
        } finally {
            LIBRARY.deleteEncoding(encoding);
            Reference.reachabilityFence(this);
        }
    }

    /** The ids alone, for a text whose offsets nobody asks for. */
    int[] ids(String text) {
        long encoding = LIBRARY.encode(handle, WellFormed.of(text), false);
        try {
            return ids(encoding);
        } finally {
            LIBRARY.deleteEncoding(encoding);
            Reference.reachabilityFence(this);
        }
    }

    private static int[] ids(long encoding) {
        return Arrays.stream(LIBRARY.getTokenIds(encoding))
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /** The native side counts code points. */
    private static Tokens tokens(int[] ids, CharSpan[] spans, String text) {
        int[] starts = new int[ids.length];
        int[] ends = new int[ids.length];
        int start = 0;
        int codePoints = 0;
        for (int i = 0; i < ids.length; i++) {
            start = text.offsetByCodePoints(start, spans[i].getStart() - codePoints);
            codePoints = spans[i].getStart();
            starts[i] = start;
            ends[i] = text.offsetByCodePoints(start, spans[i].getEnd() - codePoints);
        }
        return new Tokens(ids, starts, ends);
    }

    private long create(String definition) {
        long created = LIBRARY.createTokenizerFromString(definition);
        CLEANER.register(this, () -> LIBRARY.deleteTokenizer(created));
        return created;
    }

    private static String definition() throws IOException {
        try (InputStream content = WordPieceTokenizer.class.getResourceAsStream(DEFINITION)) {
            if (content == null) {
                throw new IOException("not on the class path: " + DEFINITION);
            }
            String shipped = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            int head = shipped.indexOf(FIRST_FIELD_AFTER_HEAD);
            if (head < 0) {
                throw new IOException("another layout than expected: " + DEFINITION);
            }
            return HEAD + shipped.substring(head);
        }
    }
}
