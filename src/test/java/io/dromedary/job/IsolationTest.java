package io.dromedary.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class IsolationTest {

    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);
    private static final UUID SUSPECT = new UUID(0, 3);

    private final Isolation isolation = new Isolation();

    private record Entering(Thread thread, CompletableFuture<Void> done) {

        void awaitWaiting() {
            Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
            assertThat(done).isNotDone();
        }

        void awaitDone() throws Exception {
            done.get(60, TimeUnit.SECONDS);
        }
    }

    private Entering enter(UUID job, boolean alone) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                isolation.enter(job, alone);
                done.complete(null);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        return new Entering(thread, done);
    }

    @Test
    void jobsWorkSideBySide() throws Exception {
        enter(FIRST, false).awaitDone();
        enter(SECOND, false).awaitDone();
    }

    @Test
    void aSuspectWaitsForTheOthersAndWorksAlone() throws Exception {
        enter(FIRST, false).awaitDone();
        Entering suspect = enter(SUSPECT, true);
        suspect.awaitWaiting();
        Entering second = enter(SECOND, false);
        second.awaitWaiting();

        isolation.leave(FIRST);
        suspect.awaitDone();
        second.awaitWaiting();

        isolation.leave(SUSPECT);
        second.awaitDone();
    }

    @Test
    void suspectsGoOneAfterTheOther() throws Exception {
        enter(SUSPECT, true).awaitDone();
        Entering other = enter(SECOND, true);
        other.awaitWaiting();
        isolation.leave(SUSPECT);
        other.awaitDone();
    }

    @Test
    void whoeverNeverEnteredLeavesNothingBehind() throws Exception {
        enter(SUSPECT, true).awaitDone();
        isolation.leave(FIRST);
        enter(SECOND, false).awaitWaiting();
    }

    @Test
    void aStopInterruptsThoseThatWait() throws Exception {
        enter(FIRST, false).awaitDone();
        Entering suspect = enter(SUSPECT, true);
        suspect.awaitWaiting();
        suspect.thread().interrupt();
        assertThatThrownBy(suspect::awaitDone)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        enter(SECOND, false).awaitDone();
    }
}
