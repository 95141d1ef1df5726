package io.dromedary.extract;

/** Replaces what no database stores as text by U+FFFD: U+0000 and lone surrogates. Pure. */
final class Storable {

    private static final int REPLACEMENT = 0xFFFD;

    private Storable() {}

    static int of(int character) {
        return character == 0 || Character.getType(character) == Character.SURROGATE ? REPLACEMENT : character;
    }

    static String of(String text) {
        if (isStorable(text)) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints().map(Storable::of).forEach(result::appendCodePoint);
        return result.toString();
    }

    /** True only if it is plain; every character of every document comes by here. */
    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (unit == 0 || Character.isSurrogate(unit)) {
                return false;
            }
        }
        return true;
    }
}
