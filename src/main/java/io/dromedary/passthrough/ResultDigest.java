package io.dromedary.passthrough;

import io.dromedary.chunk.Chunk;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * What tells a receiver that it has the whole result, and the service that a later attempt makes the same one. The hash
 * of a part is SHA-256 over the texts of its chunks, header and text each with its length in bytes before it (UTF-8;
 * four bytes, big-endian). The digest of the result begins with 32 zero bytes and is with each part
 * {@code SHA-256(digest, hash of the part)}. Vectors do not count: some providers compute them a little differently
 * each time. Pure.
 */
final class ResultDigest {

    private static final int BYTES = 32;

    private ResultDigest() {}

    static byte[] ofNothing() {
        return new byte[BYTES];
    }

    static byte[] ofPart(List<Chunk> chunks) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        for (Chunk chunk : chunks) {
            update(digest, chunk.header());
            update(digest, chunk.text());
        }
        return digest.digest();
    }

    static byte[] with(byte[] digest, byte[] part) {
        return DigestUtils.getSha256Digest()
                .digest(ByteBuffer.allocate(2 * BYTES).put(digest).put(part).array());
    }

    private static void update(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
