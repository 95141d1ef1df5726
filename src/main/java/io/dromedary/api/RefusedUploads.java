package io.dromedary.api;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Lets a client read why it was refused although it is still sending. A server that closes at once resets the
 * connection, and most clients then report that instead of the answer; a server that reads on is held up by whoever
 * sends slowly. So after the answer the rest is read for a moment and up to a bound, by a few threads at most, and then
 * the connection is closed.
 */
@Component
class RefusedUploads extends ValveBase implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final int FIRST_ERROR = 400;
    private static final int MAX_LINGERING = 32;
    private static final long MAX_BYTES = 4 << 20;
    private static final long MAX_NANOS = Duration.ofSeconds(2).toNanos();

    private final Semaphore lingering = new Semaphore(MAX_LINGERING);

    RefusedUploads() {
        super(true);
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        // Outside of the valve that words errors: before it, there is no answer to be read.
        factory.addEngineValves(this);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (response.getStatus() < FIRST_ERROR || request.isAsync() || isWhole(request)) {
            return;
        }
        if (!response.isCommitted()) {
            response.setHeader("Connection", "close");
        }
        response.flushBuffer();
        // Who asked before sending has the answer in time, and may never send.
        if (!request.getCoyoteRequest().hasExpectation() && lingering.tryAcquire()) {
            try {
                readOn(request.getInputStream());
            } finally {
                lingering.release();
            }
        }
        if (!isWhole(request)) {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    private static boolean isWhole(Request request) {
        AtomicBoolean whole = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, whole);
        return whole.get();
    }

    private static void readOn(InputStream body) {
        byte[] buffer = new byte[8192];
        long end = System.nanoTime() + MAX_NANOS;
        long bytes = 0;
        try {
            while (bytes < MAX_BYTES && System.nanoTime() < end) {
                int count = body.read(buffer);
                if (count < 0) {
                    return;
                }
                bytes += count;
            }
        } catch (IOException e) {
            // The client is gone, or silent: nobody is left to be polite to.
        }
    }
}
