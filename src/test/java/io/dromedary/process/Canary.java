package io.dromedary.process;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Words that are nowhere but in one document, and the search for them: as they are, in UTF-16, base64 (at each of its
 * three alignments), hexadecimal in either case, and in whatever a file has compressed by gzip, zlib or zip.
 */
final class Canary {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Of a form, which is enough to be no accident: 16 characters of a random word. */
    private static final int PREFIX = 16;

    /** What is decompressed of one stream. */
    private static final int MOST = 64 * 1024 * 1024;

    private final Map<Long, List<Form>> forms = new HashMap<>();
    private long files;
    private long bytes;

    private record Form(String name, byte[] bytes) {}

    /** A word of 32 random bytes, to be looked for. */
    String word(String name) {
        byte[] random = new byte[32];
        RANDOM.nextBytes(random);
        String word = "canary" + new BigInteger(1, random).toString(36);
        add(name, word.getBytes(UTF_8));
        add(name + ", UTF-16", word.getBytes(UTF_16LE));
        add(name + ", UTF-16", word.getBytes(UTF_16BE));
        add(name + ", hex", HexFormat.of().formatHex(word.getBytes(UTF_8)).getBytes(UTF_8));
        add(
                name + ", HEX",
                HexFormat.of().withUpperCase().formatHex(word.getBytes(UTF_8)).getBytes(UTF_8));
        for (int shift = 0; shift < 3; shift++) {
            byte[] text = word.substring(shift == 0 ? 0 : 3 - shift).getBytes(UTF_8);
            String base64 = Base64.getEncoder().encodeToString(text);
            add(name + ", base64", base64.substring(0, base64.length() - 4).getBytes(UTF_8));
        }
        return word;
    }

    private void add(String name, byte[] form) {
        // Behind the common "canary", which begins all of them.
        int skip = form.length - PREFIX - 4;
        byte[] end = new byte[PREFIX];
        System.arraycopy(form, skip, end, 0, PREFIX);
        forms.computeIfAbsent(hash(end, 0), key -> new ArrayList<>()).add(new Form(name, end));
    }

    /** Where the words are, each with the file; empty when they are nowhere. */
    List<String> find(List<Path> roots) throws IOException {
        List<String> found = new ArrayList<>();
        for (Path root : roots) {
            if (Files.exists(root)) {
                Files.walkFileTree(root, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                        if (attributes.isRegularFile()) {
                            search(file, found);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }
                });
            }
        }
        return found;
    }

    /** What was read so far. */
    String extent() {
        return "%d files, %.1f MB".formatted(files, bytes / 1e6);
    }

    private void search(Path file, List<String> found) throws IOException {
        byte[] content = Files.readAllBytes(file);
        files++;
        bytes += content.length;
        search(file.toString(), content, found);
        for (int i = 0; i + 2 < content.length; i++) {
            byte[] unpacked = unpacked(content, i);
            if (unpacked != null) {
                search(file + " (compressed)", unpacked, found);
            }
        }
    }

    private static byte @Nullable [] unpacked(byte[] content, int at) {
        int first = content[at] & 0xff;
        int second = content[at + 1] & 0xff;
        boolean gzip = first == 0x1f && second == 0x8b && content[at + 2] == 8;
        boolean zlib = first == 0x78 && (second == 0x01 || second == 0x9c || second == 0xda);
        boolean zip = first == 'P' && second == 'K' && content[at + 2] == 3;
        if (!gzip && !zlib && !zip) {
            return null;
        }
        InputStream rest = new ByteArrayInputStream(content, at, content.length - at);
        try {
            if (gzip) {
                return new GZIPInputStream(rest).readNBytes(MOST);
            }
            if (zlib) {
                return new InflaterInputStream(rest).readNBytes(MOST);
            }
            ZipInputStream entries = new ZipInputStream(rest);
            return entries.getNextEntry() == null ? null : entries.readNBytes(MOST);
        } catch (IOException e) {
            return null;
        }
    }

    private void search(String place, byte[] content, List<String> found) {
        for (int i = 0; i + PREFIX <= content.length; i++) {
            List<Form> candidates = forms.get(hash(content, i));
            if (candidates != null) {
                for (Form form : candidates) {
                    if (Arrays.equals(content, i, i + PREFIX, form.bytes, 0, PREFIX)) {
                        found.add("%s in %s".formatted(form.name, place));
                    }
                }
            }
        }
    }

    /** The first eight bytes. */
    private static long hash(byte[] content, int at) {
        long hash = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = (hash << 8) | (content[at + i] & 0xff);
        }
        return hash;
    }
}
