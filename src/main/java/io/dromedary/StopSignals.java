package io.dromedary;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Stops the service in order on SIGTERM and SIGINT. The JVM itself would run all shutdown hooks side by side: that of
 * ONNX Runtime takes away the environment which the routes still embed with, and crashes the process over it. So the
 * service is closed first, and only then the JVM is told to end.
 *
 * <p>{@code sun.misc.Signal} is the only way to hear of a signal before the hooks do, and the compiler cannot be kept
 * from warning of it, hence the reflection.
 */
final class StopSignals {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);

    private final ConfigurableApplicationContext service;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private StopSignals(ConfigurableApplicationContext service) {
        this.service = service;
    }

    /** Closes the service at the first signal; further ones change nothing. */
    static void close(ConfigurableApplicationContext service) {
        var signals = new StopSignals(service);
        try {
            // The exit codes are those of a process that the signal itself has ended.
            signals.handle("TERM", 143);
            signals.handle("INT", 130);
        } catch (ReflectiveOperationException e) {
            LOG.warn("Stop signals are left to the JVM: an orderly stop may take long", e);
        }
    }

    private void handle(String name, int exitCode) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object exit =
                Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, args) -> {
                    exit(exitCode);
                    return null;
                });
        signal.getMethod("handle", signal, handler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), exit);
    }

    private void exit(int code) {
        if (stopping.compareAndSet(false, true)) {
            System.exit(SpringApplication.exit(service, () -> code));
        }
    }
}
