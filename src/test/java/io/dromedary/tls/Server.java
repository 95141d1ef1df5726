package io.dromedary.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Speaks TLS with the certificate it is given, and counts who sent it a word through it. In front of it, it speaks as
 * much of PostgreSQL as asks for TLS, if that is what comes.
 */
final class Server implements AutoCloseable {

    private static final byte[] ANSWER = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final SSLContext context;
    private final boolean postgresql;
    private final AtomicInteger tried = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();

    Server(Path keyStore, String alias, boolean postgresql) throws IOException, GeneralSecurityException {
        this.context = context(keyStore, alias);
        this.postgresql = postgresql;
        var thread = new Thread(this::accept, "tls-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Connections that were opened. */
    int tried() {
        return tried.get();
    }

    /** Those of them through which anything came: the client has trusted the certificate. */
    int connected() {
        return connected.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try (Socket one = socket.accept()) {
                one.setSoTimeout(10_000);
                tried.incrementAndGet();
                if (postgresql) {
                    // SSLRequest of the protocol, 8 bytes; S stands for yes.
                    one.getInputStream().readNBytes(8);
                    one.getOutputStream().write('S');
                }
                serve((SSLSocket) context.getSocketFactory().createSocket(one, "localhost", one.getPort(), true));
            } catch (IOException e) {
                // The client hung up, as it should.
            }
        }
    }

    private void serve(SSLSocket tls) throws IOException {
        tls.setUseClientMode(false);
        try (tls) {
            InputStream in = tls.getInputStream();
            if (in.read() >= 0) {
                connected.incrementAndGet();
                tls.getOutputStream().write(ANSWER);
            }
        }
    }

    private static SSLContext context(Path keyStore, String alias) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            keys.load(in, Certificates.PASSWORD.toCharArray());
        }
        for (String other : Collections.list(keys.aliases())) {
            if (!other.equalsIgnoreCase(alias)) {
                keys.deleteEntry(other);
            }
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, Certificates.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
