package io.dromedary.egress;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;

/**
 * Bounds a request in time and its answer in size. Timeouts of sockets do neither: a byte every second resets them.
 * When the time is over, the connection is closed under the request, whatever it is doing. Of the answer only the head
 * counts: its body is read for a moment, so that the connection can be used again, and thrown away.
 */
final class AnswerLimits implements ExecChainHandler {

    private static final int MAX_BODY_BYTES = 16 * 1024;
    private static final Duration BODY_PATIENCE = Duration.ofSeconds(2);

    private final ScheduledExecutorService timer;
    private final Duration deadline;

    AnswerLimits(ScheduledExecutorService timer, Duration deadline) {
        this.timer = timer;
        this.deadline = deadline;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AtomicBoolean over = new AtomicBoolean();
        Future<?> alarm = closeAfter(deadline, scope.execRuntime, over);
        try {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            alarm.cancel(false);
            dropBody(answer, scope.execRuntime);
            return answer;
        } catch (IOException | RuntimeException e) {
            if (over.get()) {
                SocketTimeoutException timeout = new SocketTimeoutException("No answer within " + deadline);
                timeout.initCause(e);
                throw timeout;
            }
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    private Future<?> closeAfter(Duration time, ExecRuntime connection, AtomicBoolean over) {
        return timer.schedule(
                () -> {
                    over.set(true);
                    connection.discardEndpoint();
                },
                time.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void dropBody(ClassicHttpResponse answer, ExecRuntime connection) {
        HttpEntity body = answer.getEntity();
        answer.setEntity(null);
        if (body == null) {
            return;
        }
        Future<?> alarm = closeAfter(BODY_PATIENCE, connection, new AtomicBoolean());
        try {
            InputStream content = body.getContent();
            if (content.readNBytes(MAX_BODY_BYTES).length == MAX_BODY_BYTES) {
                // Closing the stream would read the rest.
                connection.discardEndpoint();
            }
        } catch (IOException e) {
            connection.discardEndpoint();
        } finally {
            alarm.cancel(false);
        }
    }
}
