package io.dromedary.preview;

import io.dromedary.chunk.Chunk;
import io.dromedary.chunk.ChunkStream;
import io.dromedary.chunk.DocumentReader;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.intake.MediaTypes;
import io.dromedary.intake.Upload;
import io.dromedary.intake.UploadSource;
import io.dromedary.preview.Preview.PreviewChunk;
import io.dromedary.provider.ProviderProperties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Cuts documents and forgets them: nothing is stored or embedded, and the working copy is gone when the answer is
 * ready. Thread-safe.
 */
@Component
public class Previews {

    private static final int SHOWN = 100;

    private final MediaTypes mediaTypes;
    private final DocumentReader reader;
    private final PreviewProperties properties;
    private final ProviderProperties prices;

    Previews(MediaTypes mediaTypes, DocumentReader reader, PreviewProperties properties, ProviderProperties prices) {
        this.mediaTypes = mediaTypes;
        this.reader = reader;
        this.properties = properties;
        this.prices = prices;
    }

    /**
     * Reads and cuts the document.
     *
     * @throws Failure.Permanent when an upload of it would be refused, or its job would fail
     */
    public Preview of(UploadSource source) {
        Upload upload = source.open();
        byte[] content = content(upload);
        byte[] head = content.length <= MediaTypes.HEAD_BYTES ? content : Arrays.copyOf(content, MediaTypes.HEAD_BYTES);
        String mediaType = mediaTypes.detect(head, upload.options().get().filename(), upload.declaredType());
        try (ChunkStream document = reader.open(UUID.randomUUID(), mediaType, new ByteArrayInputStream(content))) {
            return preview(mediaType, document);
        } catch (IOException e) {
            throw new Failure.Transient(ErrorCode.INTERNAL_ERROR, "The working copy could not be removed", e);
        }
    }

    private Preview preview(String mediaType, ChunkStream document) {
        List<PreviewChunk> shown = new ArrayList<>();
        int count = 0;
        long tokens = 0;
        while (document.hasNext()) {
            Chunk chunk = document.next();
            count++;
            tokens += chunk.tokens();
            if (shown.size() < SHOWN) {
                shown.add(PreviewChunk.of(chunk));
            }
        }
        return new Preview(mediaType, document.pages(), count, tokens, prices.cost(tokens), shown);
    }

    private byte[] content(Upload upload) {
        int limit = Math.toIntExact(properties.maxSize().toBytes());
        try {
            // Not closed here: in a form that would read the rest of a document which is refused.
            byte[] content = upload.content().readNBytes(limit + 1);
            if (content.length > limit) {
                throw new Failure.Permanent(
                        ErrorCode.DOCUMENT_TOO_LARGE, "A preview may have %d bytes at most".formatted(limit));
            }
            if (content.length == 0) {
                throw new Failure.Permanent(ErrorCode.DOCUMENT_EMPTY, "The document has no bytes");
            }
            return content;
        } catch (IOException e) {
            throw new Failure.Permanent(ErrorCode.INVALID_REQUEST, "The upload broke off", e);
        }
    }
}
