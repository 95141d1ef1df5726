package io.dromedary.embed;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import io.dromedary.chunk.Tokenizer;
import io.dromedary.chunk.Tokens;
import java.nio.charset.StandardCharsets;

/**
 * The tokenizer of OpenAI's embedding models (cl100k), which also serves to estimate for models whose own is not known.
 * Nothing in a text is special to it. Thread-safe.
 *
 * <p>Its tokens begin with the white space before a word. Their offsets leave that out, so that a cut before a token is
 * a cut behind the white space; a token of nothing else has no extent. A text that is cut there has at most one token
 * more than its parts.
 */
final class BytePairTokenizer implements Tokenizer {

    private final Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    private final int maxTextTokens;

    BytePairTokenizer(int maxTextTokens) {
        this.maxTextTokens = maxTextTokens;
    }

    @Override
    public int maxTextTokens() {
        return maxTextTokens;
    }

    @Override
    public Tokens tokenize(String given) {
        String text = WellFormed.of(given);
        IntArrayList tokens = encoding.encodeOrdinary(text);
        int[] characters = charactersOfBytes(text);
        int[] ids = tokens.toArray();
        int[] starts = new int[ids.length];
        int[] ends = new int[ids.length];
        int from = 0;
        for (int i = 0; i < ids.length; i++) {
            int to = from + bytes(ids[i]);
            ends[i] = trimmedEnd(text, characters[from], endOf(characters, to));
            starts[i] = trimmedStart(text, characters[from], ends[i]);
            from = to;
        }
        return new Tokens(ids, starts, ends);
    }

    private int bytes(int id) {
        IntArrayList one = new IntArrayList(1);
        one.add(id);
        return encoding.decodeBytes(one).length;
    }

    /** For each byte of the text in UTF-8 where its character begins; behind the last the end. */
    private static int[] charactersOfBytes(String text) {
        int[] characters = new int[text.getBytes(StandardCharsets.UTF_8).length + 1];
        int b = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            for (int n = bytesOf(text.codePointAt(i)); n > 0; n--) {
                characters[b++] = i;
            }
        }
        characters[b] = text.length();
        return characters;
    }

    private static int bytesOf(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /** Behind the character that the byte before belongs to: a token may end inside one. */
    private static int endOf(int[] characters, int to) {
        int last = characters[to - 1];
        int b = to;
        while (characters[b] == last) {
            b++;
        }
        return characters[b];
    }

    private static int trimmedStart(String text, int start, int end) {
        int trimmed = start;
        while (trimmed < end && Character.isWhitespace(text.charAt(trimmed))) {
            trimmed++;
        }
        return trimmed;
    }

    private static int trimmedEnd(String text, int start, int end) {
        return text.substring(start, end).isBlank()
                ? end
                : start + text.substring(start, end).stripTrailing().length();
    }
}
