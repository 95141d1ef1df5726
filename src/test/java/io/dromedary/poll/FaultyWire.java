package io.dromedary.poll;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A TCP port that leads to another one until it is cut; then connections break, and new ones are refused. */
final class FaultyWire implements Closeable {

    private final InetSocketAddress target;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private int port;
    private @Nullable ServerSocket server;

    FaultyWire(InetSocketAddress target) throws IOException {
        this.target = target;
        mend();
    }

    int port() {
        return port;
    }

    /** Lets connections through, at the same port as before. */
    void mend() throws IOException {
        ServerSocket fresh = new ServerSocket();
        fresh.setReuseAddress(true);
        fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        port = fresh.getLocalPort();
        server = fresh;
        threads.execute(() -> accept(fresh));
    }

    void cut() throws IOException {
        if (server != null) {
            server.close();
        }
        open.forEach(FaultyWire::closeQuietly);
        open.clear();
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket near = from.accept();
                open.add(near);
                Socket far = new Socket(target.getAddress(), target.getPort());
                open.add(far);
                threads.execute(() -> pump(near, far));
                threads.execute(() -> pump(far, near));
            }
        } catch (IOException e) {
            closeQuietly(from);
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // The wire was cut, or one end hung up.
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
