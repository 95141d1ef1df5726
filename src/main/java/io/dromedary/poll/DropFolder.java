package io.dromedary.poll;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The folder where files are dropped: which of them may be taken, and when. Nothing is opened here, links are never
 * followed, and a file is offered only when nobody writes to it any more.
 */
@Component
public class DropFolder implements SourcePlace {

    private static final Logger LOG = LoggerFactory.getLogger(DropFolder.class);

    private final FolderProperties properties;
    private final QuietFiles quiet;
    private final Claims claims;

    DropFolder(FolderProperties properties, ClaimLedger ledger) {
        this.properties = properties;
        this.quiet = new QuietFiles(properties.minAge(), System::nanoTime);
        this.claims = new Claims(ledger, "folder", Integer.MAX_VALUE, System::nanoTime);
        if (properties.isConfigured() && !"UTF-8".equals(System.getProperty("sun.jnu.encoding"))) {
            LOG.warn("File names are limited to ASCII: start the service with LC_ALL=C.UTF-8");
        }
    }

    /** Whether there is a folder to poll. */
    public boolean configured() {
        return properties.isConfigured();
    }

    FolderProperties properties() {
        return properties;
    }

    Path root() {
        return properties.root();
    }

    FileMover mover() {
        return new FileMover(root());
    }

    /** Whether to look into a folder, or to offer a file to {@link #take}. */
    public boolean admits(File found) {
        if (found.getName().indexOf('\\') >= 0) {
            // The component reads it as a separator, and so another path than the file's own.
            return false;
        }
        try {
            Path path = below(found.getPath());
            FileState state = FileState.of(root().resolve(path));
            if (state.kind() == FileState.Kind.FOLDER) {
                return !FoundFile.isOurs(path);
            }
            // What only leads to a folder is not descended into, and no file to be refused.
            return !found.isDirectory() && quiet.isQuiet(path, state);
        } catch (IOException | InvalidPathException e) {
            LOG.debug("Left source {} alone", SourceName.hashed(found.getPath()), e);
            return false;
        }
    }

    @Override
    public boolean take(String found) {
        return isInside(found) && claims.take(below(found).toString());
    }

    @Override
    public void release(String found) {
        claims.release(below(found).toString());
    }

    private boolean isInside(String found) {
        return Path.of(found).toAbsolutePath().normalize().startsWith(root());
    }

    /**
     * Looks at a file that was taken.
     *
     * @return null when it is gone or outside of the folder, or when the one before it failed so that there is little
     *     hope for this one
     */
    public @Nullable Source find(File found) {
        if (claims.isResting() || !isInside(found.getPath())) {
            return null;
        }
        Path path = below(found.getPath());
        try {
            return new FoundFile(this, path, FileState.of(root().resolve(path)));
        } catch (NoSuchFileException e) {
            forget(path);
            return null;
        } catch (IOException e) {
            throw new Failure.Transient(ErrorCode.SOURCE_UNAVAILABLE, "The folder does not answer", e);
        }
    }

    void postpone(Path path) {
        claims.postpone(path.toString());
    }

    void forget(Path path) {
        quiet.forget(path);
        claims.forget(path.toString());
    }

    private Path below(String found) {
        return root().relativize(Path.of(found).toAbsolutePath().normalize());
    }
}
