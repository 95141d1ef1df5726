package io.dromedary.poll;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.intake.IdempotencyKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A file in the drop folder. It is read twice, for its hash and for its content; the second pass ends in a failure when
 * it differs from the first.
 */
final class FoundFile implements Source {

    private static final String DONE = "done";
    private static final String REFUSED = "refused";

    /** Where files are while they are deleted: hidden, so that nobody takes them for new ones. */
    private static final String DELETING = ".deleting";

    private final DropFolder folder;
    private final Path path;
    private final FileState state;
    private byte @Nullable [] hash;
    private @Nullable FileContent content;

    FoundFile(DropFolder folder, Path path, FileState state) {
        this.folder = folder;
        this.path = path;
        this.state = state;
    }

    /** Whether the service itself keeps files there. */
    static boolean isOurs(Path path) {
        String first = path.getName(0).toString();
        return first.equals(DONE) || first.equals(REFUSED);
    }

    @Override
    public String path() {
        return StreamSupport.stream(path.spliterator(), false)
                .map(Path::toString)
                .collect(Collectors.joining("/"));
    }

    @Override
    public SourceName name() {
        FolderProperties properties = folder.properties();
        return SourceName.of(path(), properties.tenant(), properties.tenantFolders());
    }

    @Override
    public long length() {
        return state.size();
    }

    @Override
    public @Nullable String declaredType() {
        return null;
    }

    @Override
    public IdempotencyKey key() {
        if (state.kind() != FileState.Kind.FILE) {
            throw new Failure.Permanent(
                    ErrorCode.SOURCE_NOT_A_FILE, "The source is %s and was not opened".formatted(state.kind().words));
        }
        return new IdempotencyKey("folder:%s:%s"
                .formatted(
                        DigestUtils.sha256Hex(name().externalId()),
                        HexFormat.of().formatHex(hash())));
    }

    private byte[] hash() {
        if (hash == null) {
            hash = FileContent.hash(inside(), state);
        }
        return hash;
    }

    @Override
    public InputStream content() {
        content = new FileContent(inside(), state, hash());
        return content;
    }

    /** Where the file is, if no folder on the way to it is a link. */
    private Path inside() {
        Path root = folder.root();
        try {
            for (int depth = 1; depth < path.getNameCount(); depth++) {
                if (FileState.of(root.resolve(path.subpath(0, depth))).kind() != FileState.Kind.FOLDER) {
                    throw new Failure.Permanent(ErrorCode.SOURCE_NOT_A_FILE, "The source lies behind a symbolic link");
                }
            }
        } catch (IOException e) {
            throw unavailable(e);
        }
        return root.resolve(path);
    }

    @Override
    public void setAside() {
        boolean delete = folder.properties().after() == After.DELETE;
        Path moved = move(delete ? DELETING : DONE, null);
        if (delete && moved != null) {
            try {
                Files.delete(moved);
            } catch (IOException e) {
                throw unavailable(e);
            }
        }
    }

    @Override
    public void refuse(byte[] problem) {
        move(REFUSED, problem);
    }

    /** Gone or replaced by now: either way this source is out of the way, and a new one is a new one. */
    private @Nullable Path move(String where, byte @Nullable [] problem) {
        inside();
        try {
            Path moved = folder.mover().move(path, state, where, problem);
            folder.forget(path);
            return moved;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static Failure unavailable(IOException e) {
        return new Failure.Transient(
                ErrorCode.SOURCE_UNAVAILABLE,
                "The folder does not let us: %s".formatted(e.getClass().getSimpleName()),
                e);
    }

    @Override
    public void postpone() {
        folder.postpone(path);
    }

    @Override
    public void close() {
        if (content != null) {
            content.close();
        }
    }
}
