package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.poi.poifs.filesystem.FileMagic;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;

/** Looks at the table of contents of a document that is an archive, before anything of it is unpacked. */
final class Archive {

    private static final int MOST_ENTRIES = 20_000;

    /** What POI calls a bomb: an entry that unpacks to more than 200 times its size. */
    private static final double LEAST_RATIO = 0.005;

    /** What may be as empty as it likes. */
    private static final long SMALL_BYTES = 10 * 1024 * 1024;

    private Archive() {}

    /**
     * Refuses what is no archive of the wanted type, what is encrypted, and what unpacks to too much.
     *
     * @param type a constant of {@link Packages}
     */
    static void check(Path file, String type, Limits limits) throws IOException {
        refuseEncrypted(file);
        ZipSecureFile.setMinInflateRatio(LEAST_RATIO);
        ZipSecureFile.setMaxEntrySize(Math.min(limits.unpacked(), 0xFFFFFFFFL));
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            checkEntries(zip.getEntries(), limits);
        } catch (IOException | RuntimeException e) {
            if (e instanceof Failure failure) {
                throw failure;
            }
            throw new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "The archive is damaged", e);
        }
        try (var content = Files.newInputStream(file)) {
            String found = Packages.typeOf(content);
            if (found != null && !found.equals(type)) {
                throw new Failure.Permanent(ErrorCode.UNSUPPORTED_TYPE, "The content is %s".formatted(found));
            }
        }
    }

    private static void checkEntries(Enumeration<ZipArchiveEntry> entries, Limits limits) {
        long size = 0;
        int count = 0;
        while (entries.hasMoreElements()) {
            ZipArchiveEntry entry = entries.nextElement();
            if (entry.getGeneralPurposeBit().usesEncryption()) {
                throw new Failure.Permanent(ErrorCode.DOCUMENT_ENCRYPTED, "The archive is encrypted");
            }
            refuseAir(entry);
            size += Math.max(entry.getSize(), 0);
            limits.checkUnpacked(size);
            count++;
            if (count > MOST_ENTRIES) {
                throw new Failure.Permanent(
                        ErrorCode.DOCUMENT_TOO_COMPLEX, "The archive has more than %d entries".formatted(MOST_ENTRIES));
            }
        }
    }

    /** By what the table says: POI asks the same, but only of what it unpacks itself. */
    private static void refuseAir(ZipArchiveEntry entry) {
        if (entry.getSize() > SMALL_BYTES && entry.getCompressedSize() < entry.getSize() * LEAST_RATIO) {
            throw new Failure.Permanent(
                    ErrorCode.DOCUMENT_TOO_COMPLEX, "The archive unpacks to more than 200 times its size");
        }
    }

    /** An encrypted document of Office Open XML is an entry in the format of old. */
    private static void refuseEncrypted(Path file) throws IOException {
        if (FileMagic.valueOf(file.toFile()) != FileMagic.OLE2) {
            return;
        }
        boolean encrypted;
        try (POIFSFileSystem old = new POIFSFileSystem(file.toFile(), true)) {
            encrypted = old.getRoot().hasEntryCaseInsensitive("EncryptedPackage");
        } catch (IOException | RuntimeException e) {
            throw new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "The document is damaged", e);
        }
        throw encrypted
                ? new Failure.Permanent(ErrorCode.DOCUMENT_ENCRYPTED, "The document needs a password")
                : new Failure.Permanent(ErrorCode.UNSUPPORTED_TYPE, "The content is of Office 97 to 2003");
    }
}
