package io.dromedary.poll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Which file a name stands for and how it looks: equal until somebody writes to the file, or puts another in its place.
 *
 * @param kind what it is itself; a link is a link, wherever it leads
 * @param size in bytes
 * @param modified as finely as the file system keeps it
 * @param identity the number of the file (inode), where the file system has one
 */
record FileState(
        Kind kind, long size, FileTime modified, @Nullable Object identity) {

    enum Kind {
        FILE("a file"),
        FOLDER("a folder"),
        LINK("a symbolic link"),
        OTHER("a pipe, a socket or a device");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    /** Looks without opening anything. */
    static FileState of(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new FileState(kind(attributes), attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }

    private static Kind kind(BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
            return Kind.FILE;
        }
        if (attributes.isDirectory()) {
            return Kind.FOLDER;
        }
        return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    }
}
