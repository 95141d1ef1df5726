package io.dromedary.standalone;

import java.util.Map;

/** A server that runs inside this process, or as its child, and ends with it. */
interface EmbeddedServer extends AutoCloseable {

    /** The only address that embedded servers listen on. */
    String HOST = "127.0.0.1";

    /** Starts the server and returns once it accepts clients. Called at most once. */
    Started start() throws Exception;

    /** Stops what {@link #start} started, or left half started; does nothing the second time. Takes bounded time. */
    @Override
    void close();

    /**
     * A server that accepts clients.
     *
     * @param description what runs where, for the log: {@code PostgreSQL 18.6 on 127.0.0.1:24713}
     * @param properties how the rest of the service reaches it, as Spring properties
     */
    record Started(String description, Map<String, Object> properties) {}
}
