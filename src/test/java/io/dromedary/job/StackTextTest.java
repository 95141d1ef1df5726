package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import org.junit.jupiter.api.Test;

class StackTextTest {

    @Test
    void namesClassesAndLinesAndNoMessage() {
        String text = StackText.of(new Failure.Transient(
                ErrorCode.INTERNAL_ERROR,
                "a secret of the document",
                new IllegalStateException("another", new NullPointerException("a third"))));
        assertThat(text.lines().filter(line -> !line.startsWith("\t")))
                .containsExactly(
                        "io.dromedary.error.Failure$Transient",
                        "Caused by: java.lang.IllegalStateException",
                        "Caused by: java.lang.NullPointerException");
        assertThat(text)
                .contains("\tat io.dromedary.job.StackTextTest.namesClassesAndLinesAndNoMessage(StackTextTest.java:")
                .doesNotContain("secret", "another", "a third");
    }

    @Test
    void endsWhereCausesGoInACircle() {
        Exception one = new Exception();
        one.initCause(new Exception(one));
        assertThat(StackText.of(one).lines().filter(line -> line.startsWith("Caused by:")))
                .hasSize(1);
    }

    @Test
    void isBoundedHoweverDeepTheStackIs() {
        Exception deep = new Exception();
        StackTraceElement[] frames = new StackTraceElement[10_000];
        java.util.Arrays.fill(frames, new StackTraceElement("A", "a", "A.java", 1));
        deep.setStackTrace(frames);
        assertThat(StackText.of(deep).lines()).hasSize(62).last().isEqualTo("\t... 9940 more");
    }
}
