package io.dromedary.extract;

/** The text of a block as far as it was read. Runs of white space are one space, unless they are told to stay. */
final class BlockText {

    private static final int NO_BREAK_SPACE = 0x00a0;

    private final StringBuilder text = new StringBuilder();

    void appendAsItIs(String part) {
        text.append(Storable.of(part));
    }

    void appendCollapsed(int character) {
        boolean space = Character.isWhitespace(character) || character == NO_BREAK_SPACE;
        if (!space) {
            text.appendCodePoint(Storable.of(character));
        } else if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
            text.append(' ');
        }
    }

    void breakLine() {
        trim();
        if (!text.isEmpty()) {
            text.append('\n');
        }
    }

    /** Takes away white space at the end. */
    void trim() {
        int length = text.length();
        while (length > 0 && Character.isWhitespace(text.charAt(length - 1))) {
            length--;
        }
        text.setLength(length);
    }

    /** Takes away characters at the end, whichever of the given ones there are. */
    void trim(String characters) {
        int length = text.length();
        while (length > 0 && characters.indexOf(text.charAt(length - 1)) >= 0) {
            length--;
        }
        text.setLength(length);
    }

    boolean endsLine() {
        return !text.isEmpty() && text.charAt(text.length() - 1) == '\n';
    }

    boolean isBlank() {
        return text.chars().allMatch(Character::isWhitespace);
    }

    int length() {
        return text.length();
    }

    void clear() {
        text.setLength(0);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
