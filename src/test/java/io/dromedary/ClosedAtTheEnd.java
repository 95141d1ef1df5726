package io.dromedary;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Closes the service of a test when all tests are over. Spring would do so at the end of the process, together with the
 * native library of the embedding model, which must not be unloaded under a worker.
 */
public class ClosedAtTheEnd implements BeforeAllCallback {

    private static final ExtensionContext.Namespace SERVICES = ExtensionContext.Namespace.create(ClosedAtTheEnd.class);

    @Override
    public void beforeAll(ExtensionContext test) {
        var service = (ConfigurableApplicationContext) SpringExtension.getApplicationContext(test);
        test.getRoot()
                .getStore(SERVICES)
                .getOrComputeIfAbsent(
                        service, key -> (ExtensionContext.Store.CloseableResource) service::close, Object.class);
    }
}
