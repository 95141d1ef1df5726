package io.dromedary.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Tells the formats that are archives apart by the beginning of the file: EPUB names itself in its first entry, Office
 * Open XML in its list of content types. Reads no more than {@value #MOST_BYTES} unpacked bytes. Stateless.
 */
public final class Packages {

    public static final String DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public static final String PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    public static final String EPUB = "application/epub+zip";

    private static final int MOST_BYTES = 8 * 1024 * 1024;
    private static final int MOST_OF_AN_ENTRY = 256 * 1024;

    /** What the content type of the main part contains. */
    private static final Map<String, String> MAIN_PARTS = Map.of(
            "wordprocessingml.document.main+xml", DOCX,
            "spreadsheetml.sheet.main+xml", XLSX,
            "presentationml.presentation.main+xml", PPTX,
            "presentationml.slideshow.main+xml", PPTX);

    /** Where programs put the main part, for archives whose list of content types comes late. */
    private static final Map<String, String> MAIN_ENTRIES =
            Map.of("word/document.xml", DOCX, "xl/workbook.xml", XLSX, "ppt/presentation.xml", PPTX);

    private Packages() {}

    /**
     * Looks for the type.
     *
     * @param head an archive or the beginning of one
     * @return one of the four, or null when the beginning does not tell
     */
    public static @Nullable String typeOf(InputStream head) {
        int left = MOST_BYTES;
        try (ZipInputStream zip = new ZipInputStream(head)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null && left > 0; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes(MOST_OF_AN_ENTRY);
                String type = typeOf(entry.getName(), content);
                if (type != null) {
                    return type;
                }
                left -= content.length;
                while (left > 0 && content.length > 0) {
                    content = zip.readNBytes(Math.min(left, MOST_OF_AN_ENTRY));
                    left -= content.length;
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return null; // The beginning ends here, or is no archive.
        }
        return null;
    }

    private static @Nullable String typeOf(String name, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        if (name.equals("mimetype")) {
            return text.strip().equals(EPUB) ? EPUB : null;
        }
        if (name.equals("[Content_Types].xml")) {
            return MAIN_PARTS.entrySet().stream()
                    .filter(part -> text.contains(part.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
        }
        return MAIN_ENTRIES.get(name);
    }
}
