package io.dromedary;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP port that leads to another one until it is cut; then connections break, and new ones are refused. It can also
 * be slow, break every connection after some bytes, or answer HTTP requests itself. Thread-safe.
 */
public final class FaultyWire implements Closeable {

    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final InetSocketAddress target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int bytesPerSecond = UNLIMITED;
    private volatile int breakAfter = UNLIMITED;
    private volatile @Nullable String answer;
    private int port;
    private @Nullable ServerSocket server;

    public FaultyWire(InetSocketAddress target) throws IOException {
        this.target = target;
        mend();
    }

    public int port() {
        return port;
    }

    /** Lets connections through again, all of them, at the same port as before. */
    public synchronized void mend() throws IOException {
        bytesPerSecond = UNLIMITED;
        breakAfter = UNLIMITED;
        answer = null;
        if (server != null && !server.isClosed()) {
            return;
        }
        ServerSocket fresh = new ServerSocket();
        fresh.setReuseAddress(true);
        fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        port = fresh.getLocalPort();
        server = fresh;
        threads.execute(() -> accept(fresh));
    }

    /** Breaks every connection and refuses new ones. */
    public synchronized void cut() throws IOException {
        if (server != null) {
            server.close();
        }
        breakConnections();
    }

    /** Breaks every connection; new ones are let through. */
    public void breakConnections() {
        open.forEach(FaultyWire::closeQuietly);
        open.clear();
    }

    /** What comes back on each connection comes at this rate. */
    public void slow(int bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Breaks each connection when so many bytes have come back on it. */
    public void breakAfter(int bytes) {
        this.breakAfter = bytes;
        breakConnections();
    }

    /** Answers every HTTP request with this status line, unheard. */
    public void answer(String status) {
        this.answer = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        breakConnections();
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket near = from.accept();
                open.add(near);
                threads.execute(() -> connect(near));
            }
        } catch (IOException e) {
            closeQuietly(from);
        }
    }

    private void connect(Socket near) {
        String reply = answer;
        if (reply != null) {
            reply(near, reply);
            return;
        }
        try {
            Socket far = new Socket(target.getAddress(), target.getPort());
            open.add(far);
            threads.execute(() -> pump(near, far, false));
            pump(far, near, true);
        } catch (IOException e) {
            closeQuietly(near);
        }
        open.remove(near);
    }

    /** Reads what comes, so that the end of the connection does not overtake the answer. */
    private static void reply(Socket near, String reply) {
        try (near) {
            near.setSoTimeout(1_000);
            near.getInputStream().read(new byte[1 << 16]);
            near.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
            near.shutdownOutput();
            near.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // Whoever asked has hung up.
        }
    }

    private void pump(Socket from, Socket to, boolean back) {
        try (from;
                to) {
            if (back) {
                transferFaultily(from.getInputStream(), to.getOutputStream());
            } else {
                from.getInputStream().transferTo(to.getOutputStream());
            }
        } catch (IOException e) {
            // The wire was cut, or one end hung up.
        } finally {
            open.remove(from);
        }
    }

    private void transferFaultily(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long sent = 0;
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            int let = (int) Math.min(count, Math.max(0, breakAfter - sent));
            trickle(buffer, let, to);
            sent += let;
            if (let < count) {
                return;
            }
        }
    }

    /** Writes ten times a second what the rate allows, which may change at any time. */
    private void trickle(byte[] buffer, int count, OutputStream to) throws IOException {
        for (int written = 0; written < count; ) {
            int rate = bytesPerSecond;
            int slice = Math.min(count - written, Math.max(1, rate / 10));
            if (rate < UNLIMITED) {
                pause(slice * 1_000_000_000L / rate);
            }
            to.write(buffer, written, slice);
            written += slice;
        }
    }

    private static void pause(long nanos) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no more use either way.
        }
    }

    @Override
    public void close() throws IOException {
        cut();
        threads.shutdownNow();
    }
}
