package io.dromedary.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Properties;
import java.util.Set;

/**
 * What the first start made up and later starts keep: the secrets of the embedded servers and, while they are free,
 * their ports. Kept in a file that only its owner may read, replaced atomically. Thread-safe.
 */
final class Keepsakes {

    /** 192 bits, in hexadecimal so that no client, URL or configuration file needs to quote it. */
    private static final int SECRET_BYTES = 24;

    /** Below the ranges from which systems take the ports of outgoing connections (32768 and 49152 upwards). */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 10_000;

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final Path file;
    private final SecureRandom random;
    private final Properties kept = new Properties();
    private final Set<Integer> taken = new HashSet<>();

    private Keepsakes(Path file, SecureRandom random) {
        this.file = file;
        this.random = random;
    }

    static Keepsakes in(DataDirectory directory, SecureRandom random) throws IOException {
        var keepsakes = new Keepsakes(directory.path().resolve("standalone.properties"), random);
        if (Files.exists(keepsakes.file)) {
            try (var reader = Files.newBufferedReader(keepsakes.file)) {
                keepsakes.kept.load(reader);
            }
        }
        return keepsakes;
    }

    /** A random secret of that name, the same at every start. */
    synchronized String secret(String name) throws IOException {
        String key = name + ".secret";
        if (kept.getProperty(key) == null) {
            byte[] bytes = new byte[SECRET_BYTES];
            random.nextBytes(bytes);
            keep(key, HexFormat.of().formatHex(bytes));
        }
        return kept.getProperty(key);
    }

    /** A free port on loopback: the one of the last start if possible. Never the same for two names. */
    synchronized int port(String name) throws IOException {
        String key = name + ".port";
        int port = Integer.parseInt(kept.getProperty(key, "0"));
        while (port == 0 || taken.contains(port) || !isFree(port)) {
            port = FIRST_PORT + random.nextInt(PORTS);
        }
        taken.add(port);
        if (!Integer.toString(port).equals(kept.getProperty(key))) {
            keep(key, Integer.toString(port));
        }
        return port;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getByAddress(LOOPBACK))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private void keep(String key, String value) throws IOException {
        kept.setProperty(key, value);
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        Files.deleteIfExists(draft);
        try (FileChannel channel = FileChannel.open(
                        draft,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        DataDirectory.ownerOnly(draft, "rw-------"));
                OutputStream out = Channels.newOutputStream(channel)) {
            kept.store(out, "Ports and secrets of the servers that Dromedary started for itself");
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
