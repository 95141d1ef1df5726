package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.UnsupportedFormatException;
import org.apache.tika.exception.ZeroByteFileException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.mail.RFC822Parser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * A format that a parser of Tika reads. Its events become elements as they come; documents in documents are left out,
 * but for the attachments of a message.
 */
final class TikaFormat implements DocumentFormat {

    private final String mediaType;
    private final Supplier<Parser> parser;

    private TikaFormat(String mediaType, Supplier<Parser> parser) {
        this.mediaType = mediaType;
        this.parser = parser;
    }

    static DocumentFormat html() {
        DocumentFormat format = new TikaFormat("text/html", JSoupParser::new);
        return (file, limits, sink) -> {
            TagDepth.check(file);
            format.read(file, limits, sink);
        };
    }

    static DocumentFormat rtf() {
        return new TikaFormat("application/rtf", RTFParser::new);
    }

    static DocumentFormat epub() {
        return archive(Packages.EPUB, EpubParser::new);
    }

    static DocumentFormat office(String type) {
        return archive(type, OOXMLParser::new);
    }

    private static DocumentFormat archive(String type, Supplier<Parser> parser) {
        DocumentFormat format = new TikaFormat(type, parser);
        return (file, limits, sink) -> {
            Archive.check(file, type, limits);
            format.read(file, limits, sink);
        };
    }

    static DocumentFormat message() {
        return new TikaFormat(Attachments.MESSAGE, RFC822Parser::new);
    }

    @Override
    public void read(Path file, Limits limits, Sink sink) throws IOException {
        ElementHandler handler = new ElementHandler(limits, sink, mediaType.equals(Packages.DOCX));
        Metadata metadata = new Metadata();
        metadata.set(Metadata.CONTENT_TYPE, mediaType);
        try (TikaInputStream content = TikaInputStream.get(file)) {
            parse(content, handler, metadata);
        }
        handler.finish();
        if (!handler.hasText()) {
            throw new Failure.Permanent(ErrorCode.DOCUMENT_EMPTY, "The document has no text");
        }
    }

    private void parse(TikaInputStream content, ElementHandler handler, Metadata metadata) {
        try {
            ParseContext context = context();
            Attachments attachments = new Attachments(handler, context, metadata);
            context.set(EmbeddedDocumentExtractor.class, isMessage() ? attachments : new NothingEmbedded());
            parser.get().parse(content, handler, metadata, context);
            if (isMessage()) {
                attachments.open();
            }
        } catch (IOException | SAXException | TikaException | RuntimeException e) {
            handler.rethrow();
            throw failure(e);
        }
        handler.rethrow();
    }

    private boolean isMessage() {
        return mediaType.equals(Attachments.MESSAGE);
    }

    private static ParseContext context() {
        ParseContext context = new ParseContext();
        OfficeParserConfig office = new OfficeParserConfig();
        office.setUseSAXDocxExtractor(true);
        office.setUseSAXPptxExtractor(true);
        office.setIncludeHeadersAndFooters(false);
        office.setIncludeDeletedContent(false);
        office.setIncludeSlideMasterContent(false);
        context.set(OfficeParserConfig.class, office);
        return context;
    }

    /** What a parser throws says something of the document; only running out of memory does of the process. */
    private static Failure failure(Exception thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Failure failure) {
                return failure;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            if (cause instanceof EncryptedDocumentException
                    || cause instanceof org.apache.poi.EncryptedDocumentException) {
                return new Failure.Permanent(ErrorCode.DOCUMENT_ENCRYPTED, "The document needs a password", thrown);
            }
            if (cause instanceof ZeroByteFileException) {
                return new Failure.Permanent(ErrorCode.DOCUMENT_EMPTY, "The document has no text", thrown);
            }
            if (cause instanceof UnsupportedFormatException) {
                return new Failure.Permanent(ErrorCode.UNSUPPORTED_TYPE, "The content is of another type", thrown);
            }
            if (isBomb(String.valueOf(cause.getMessage()))) {
                return new Failure.Permanent(
                        ErrorCode.DOCUMENT_TOO_COMPLEX, "The document unpacks to more than is allowed", thrown);
            }
        }
        return new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "The document is damaged", thrown);
    }

    /** As POI and the XML parser of the JDK word it. */
    private static boolean isBomb(String message) {
        return message.contains("Zip bomb") || message.contains("zip bomb") || message.contains("JAXP0001000");
    }

    /** Leaves out pictures, charts, fonts and whatever else is inside. */
    private static final class NothingEmbedded implements EmbeddedDocumentExtractor {
        @Override
        public boolean shouldParseEmbedded(Metadata metadata) {
            return false;
        }

        @Override
        public void parseEmbedded(
                InputStream content, @Nullable ContentHandler handler, Metadata metadata, boolean outputHtml) {
            // Left out.
        }
    }
}
