package io.dromedary.index;

import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Names a text by its SHA-256, so that the same text of a tenant is embedded once.
 *
 * @param hex 64 lower-case digits
 */
public record ContentHash(String hex) {

    public static ContentHash of(String text) {
        return new ContentHash(DigestUtils.sha256Hex(text));
    }

    static ContentHash of(byte[] hash) {
        return new ContentHash(HexFormat.of().formatHex(hash));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
