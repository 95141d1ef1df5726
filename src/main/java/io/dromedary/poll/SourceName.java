package io.dromedary.poll;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.text.Normalizer;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What the place of a source says about its document: {@code acme/reports/May.pdf} is the tenant {@code acme}'s
 * {@code reports/May.pdf} where tenants have folders of their own, and otherwise all of it is the document's name.
 *
 * @param tenant by name
 * @param externalId the rest of the path in Unicode's form NFC, so that the same name from any system is the same
 *     document
 */
record SourceName(String tenant, String externalId) {

    private static final int MAX_LENGTH = 255;
    private static final int LOGGED_DIGITS = 12;

    /**
     * Controls, format characters such as the right-to-left override, line and paragraph separators, lone surrogates.
     */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final Pattern NO_NAME = Pattern.compile("(^|/)\\.{0,2}(/|$)");

    /**
     * Reads a path.
     *
     * @param path below the root, its segments joined by {@code /}
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} for a name that cannot be an external id,
     *     {@link ErrorCode#NOT_FOUND} for a document outside of all tenants' folders
     */
    static SourceName of(String path, String tenant, boolean tenantFolders) {
        String name = Normalizer.normalize(path, Normalizer.Form.NFC);
        if (!isUsable(name)) {
            throw new Failure.Permanent(
                    ErrorCode.INVALID_REQUEST,
                    "The name of a document, with its folders, has 1 to %d visible characters".formatted(MAX_LENGTH));
        }
        if (!tenantFolders) {
            return new SourceName(tenant, name);
        }
        int slash = name.indexOf('/');
        if (slash < 0) {
            throw new Failure.Permanent(ErrorCode.NOT_FOUND, "The document lies in no tenant's folder");
        }
        return new SourceName(name.substring(0, slash), name.substring(slash + 1));
    }

    /** Whether a path is the name of a document. */
    static boolean isUsable(String path) {
        return path.codePointCount(0, path.length()) <= MAX_LENGTH
                && path.equals(path.strip())
                && !INVISIBLE.matcher(path).find()
                && !NO_NAME.matcher(path).find();
    }

    /** The last segment. */
    String filename() {
        return externalId.substring(externalId.lastIndexOf('/') + 1);
    }

    /**
     * A path as a log may show it, for names of files tell about people: the first twelve digits of its SHA-256 in
     * UTF-8, which whoever has the file can reckon ({@code printf %s PATH | sha256sum}).
     */
    static String hashed(String path) {
        return DigestUtils.sha256Hex(path).substring(0, LOGGED_DIGITS);
    }
}
