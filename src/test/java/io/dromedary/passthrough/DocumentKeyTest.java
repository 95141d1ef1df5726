package io.dromedary.passthrough;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise Z-6: without its key an object is noise, and it cannot be cut, changed or exchanged. */
class DocumentKeyTest {

    private static final String OBJECT = "tenant/object";

    private final DocumentKey key = DocumentKey.random(new SecureRandom());

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private byte[] encrypted(byte[] content) throws IOException {
        try (InputStream in = key.encrypt(new ByteArrayInputStream(content), OBJECT)) {
            return in.readAllBytes();
        }
    }

    private static byte[] decrypted(DocumentKey key, byte[] encrypted, String context) throws IOException {
        try (InputStream in = key.decrypt(new ByteArrayInputStream(encrypted), context)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 65_535, 65_536, 65_537, 300_000})
    void whatIsEncryptedReadsBack(int length) throws IOException {
        byte[] content = content(length);
        byte[] encrypted = encrypted(content);
        assertThat(decrypted(key, encrypted, OBJECT)).isEqualTo(content);
        assertThat(encrypted.length).isGreaterThan(length);
    }

    @Test
    void itIsReadByteForByteToo() throws IOException {
        byte[] content = content(70_000);
        InputStream in = key.encrypt(new ByteArrayInputStream(content), OBJECT);
        java.io.ByteArrayOutputStream read = new java.io.ByteArrayOutputStream();
        for (int one = in.read(); one >= 0; one = in.read()) {
            read.write(one);
        }
        assertThat(decrypted(key, read.toByteArray(), OBJECT)).isEqualTo(content);
    }

    @Test
    void anotherKeyReadsNothing() throws IOException {
        byte[] encrypted = encrypted(content(100_000));
        DocumentKey other = DocumentKey.random(new SecureRandom());
        assertThatThrownBy(() -> decrypted(other, encrypted, OBJECT)).isInstanceOf(IOException.class);
    }

    @Test
    void anotherObjectIsNotReadAsThisOne() throws IOException {
        byte[] encrypted = encrypted(content(100_000));
        assertThatThrownBy(() -> decrypted(key, encrypted, "tenant/other")).isInstanceOf(IOException.class);
    }

    @Test
    void nothingMayBeCutOff() throws IOException {
        byte[] encrypted = encrypted(content(200_000));
        for (int length : new int[] {10, 40, 65_536, 131_072, encrypted.length - 1}) {
            assertThatThrownBy(() -> decrypted(key, Arrays.copyOf(encrypted, length), OBJECT))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void noBitMayBeChanged() throws IOException {
        byte[] encrypted = encrypted(content(200_000));
        for (int place : new int[] {0, 33, 1_000, 100_000, encrypted.length - 1}) {
            byte[] changed = encrypted.clone();
            changed[place] ^= 1;
            assertThatThrownBy(() -> decrypted(key, changed, OBJECT)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void sameBytesLookDifferentEachTime() throws IOException {
        assertThat(encrypted(content(1_000))).isNotEqualTo(encrypted(content(1_000)));
    }
}
