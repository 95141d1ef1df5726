package io.dromedary.tenant;

/** The rule for keys that an operator chooses. */
final class OperatorKey {

    private static final int MIN_LENGTH = 16;

    private OperatorKey() {}

    /**
     * What is kept of the key.
     *
     * @param variable where it was configured, for the message
     */
    static byte[] hash(String key, String variable) {
        if (key.length() < MIN_LENGTH || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "%s must have at least %d visible ASCII characters".formatted(variable, MIN_LENGTH));
        }
        return ApiKey.hash(key);
    }
}
