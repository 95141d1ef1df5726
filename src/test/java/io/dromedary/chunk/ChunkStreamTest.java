package io.dromedary.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.Element;
import io.dromedary.extract.Extraction;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkStreamTest {

    private static final Extraction EMPTY = new Extraction() {

        private final Iterator<Element> elements = Collections.emptyIterator();

        @Override
        public boolean hasNext() {
            return elements.hasNext();
        }

        @Override
        public Element next() {
            return elements.next();
        }

        @Override
        public int pages() {
            return 0;
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    };

    @Test
    void makesAFailureOfADocumentThatExhaustsItsParser() {
        for (Error error : List.of(new StackOverflowError(), new OutOfMemoryError())) {
            var stream = new ChunkStream(Path.of("none"), EMPTY, breaking(error));

            assertThatExceptionOfType(Failure.Transient.class)
                    .isThrownBy(stream::hasNext)
                    .withCause(error)
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR));
            assertThat(stream).isExhausted();
            assertThatExceptionOfType(Failure.Transient.class)
                    .isThrownBy(stream::next)
                    .withCause(error);
        }
    }

    private static Iterator<Chunk> breaking(Error error) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                throw error;
            }

            @Override
            public Chunk next() {
                throw error;
            }
        };
    }
}
