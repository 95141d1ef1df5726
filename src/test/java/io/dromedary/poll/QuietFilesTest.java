package io.dromedary.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.poll.FileState.Kind;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuietFilesTest {

    private static final Path FILE = Path.of("a.txt");

    private final AtomicLong clock = new AtomicLong(-5);
    private final QuietFiles files = new QuietFiles(Duration.ofSeconds(5), clock::get);

    @Test
    void aFileIsQuietWhenItLookedTheSameForLongEnough() {
        assertThat(seen(FILE, 10)).isFalse();
        pass(Duration.ofMillis(4_999));
        assertThat(seen(FILE, 10)).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(seen(FILE, 10)).isTrue();
    }

    @Test
    void everyChangeBeginsTheWaitAnew() {
        seen(FILE, 10);
        pass(Duration.ofSeconds(4));
        seen(FILE, 11);
        pass(Duration.ofSeconds(4));
        assertThat(seen(FILE, 11)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(seen(FILE, 11)).isTrue();
    }

    @Test
    void theClockOfTheFileServerDoesNotMatter() {
        FileState tomorrow =
                new FileState(Kind.FILE, 10, FileTime.fromMillis(System.currentTimeMillis() + 86_400_000), 1L);
        files.isQuiet(FILE, tomorrow);
        pass(Duration.ofSeconds(5));
        assertThat(files.isQuiet(FILE, tomorrow)).isTrue();
    }

    @Test
    void aFileThatCameBackWaitsAgain() {
        seen(FILE, 10);
        pass(Duration.ofSeconds(5));
        files.forget(FILE);
        assertThat(seen(FILE, 10)).isFalse();
    }

    @Test
    void withoutAWaitEveryFileIsQuiet() {
        assertThat(new QuietFiles(Duration.ZERO, clock::get).isQuiet(FILE, state(10)))
                .isTrue();
    }

    @Test
    void ofTooManyFilesTheLaterOnesWaitUntilTheFirstAreForgotten() {
        for (int i = 0; i < 20_000; i++) {
            seen(Path.of("f" + i), 1);
        }
        seen(FILE, 1);
        pass(Duration.ofSeconds(5));
        assertThat(seen(Path.of("f0"), 1)).isTrue();
        assertThat(seen(FILE, 1)).isFalse();

        pass(Duration.ofMinutes(11));
        seen(FILE, 1);
        pass(Duration.ofSeconds(5));
        assertThat(seen(FILE, 1)).isTrue();
    }

    private boolean seen(Path file, long size) {
        return files.isQuiet(file, state(size));
    }

    private static FileState state(long size) {
        return new FileState(Kind.FILE, size, FileTime.fromMillis(0), 1L);
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }
}
