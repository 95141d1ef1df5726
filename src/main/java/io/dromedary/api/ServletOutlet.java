package io.dromedary.api;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The non-blocking output of an asynchronous request (Servlet 6.0, section 5.7): no thread waits for the client. The
 * server tells from threads of its own that the client went away; the lock keeps it from taking the buffers back while
 * they are written to.
 */
final class ServletOutlet implements Outlet, WriteListener, AsyncListener {

    private final AsyncContext async;
    private final ServletOutputStream out;
    private final Runnable onReady;
    private final Runnable onClosed;
    private boolean unflushed;
    private boolean closed;

    /**
     * Takes the request over.
     *
     * @param onReady is called when the client reads again
     * @param onClosed is called once, whoever ends the answer
     */
    ServletOutlet(AsyncContext async, ServletOutputStream out, Runnable onReady, Runnable onClosed) {
        this.async = async;
        this.out = out;
        this.onReady = onReady;
        this.onClosed = onClosed;
    }

    /** Begins to listen for what the server has to say. */
    void open() {
        async.setTimeout(0);
        async.addListener(this);
        out.setWriteListener(this);
    }

    @Override
    public synchronized boolean write(String text) {
        if (closed) {
            return false;
        }
        try {
            if (!flush() || !out.isReady()) {
                return false;
            }
            out.write(text.getBytes(StandardCharsets.UTF_8));
            unflushed = true;
            flush();
            return true;
        } catch (IOException | IllegalStateException e) {
            close();
            return false;
        }
    }

    /** Whether nothing is left to flush; what is left goes with a later write. */
    private boolean flush() throws IOException {
        if (unflushed && out.isReady()) {
            out.flush();
            unflushed = false;
        }
        return !unflushed;
    }

    @Override
    public void close() {
        if (letGo()) {
            try {
                async.complete();
            } catch (IllegalStateException e) {
                // The server was first, because the client went away.
            }
        }
    }

    @Override
    public synchronized boolean isOpen() {
        return !closed;
    }

    /** Whether this was the first to end the answer. */
    private boolean letGo() {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
        }
        onClosed.run();
        return true;
    }

    @Override
    public void onWritePossible() {
        onReady.run();
    }

    @Override
    public void onError(Throwable thrown) {
        close();
    }

    @Override
    public void onError(AsyncEvent event) {
        close();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        close();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        letGo();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Never started again.
    }
}
