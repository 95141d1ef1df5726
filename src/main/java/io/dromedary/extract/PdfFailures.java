package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.jspecify.annotations.Nullable;

/**
 * Translates what PDFBox throws. On a hostile file it may throw any runtime exception and overflow the stack; both say
 * that the document is damaged. Running out of memory says so of the process and passes, also from inside a wrapper.
 */
final class PdfFailures {

    private PdfFailures() {}

    /** Something that PDFBox does. */
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    static <T> T translated(Call<T> call) {
        try {
            return call.run();
        } catch (Failure e) {
            throw e;
        } catch (InvalidPasswordException e) {
            throw new Failure.Permanent(ErrorCode.DOCUMENT_ENCRYPTED, "The PDF needs a password", e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            rethrowError(e.getCause());
            throw new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "The PDF is damaged", e);
        }
    }

    private static void rethrowError(@Nullable Throwable cause) {
        for (Throwable e = cause; e != null; e = e.getCause()) {
            if (e instanceof Error error && !(e instanceof StackOverflowError)) {
                throw error;
            }
        }
    }
}
