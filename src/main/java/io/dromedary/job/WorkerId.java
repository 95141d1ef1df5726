package io.dromedary.job;

import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The name under which this process holds leases; a new one for every start, so that a restart never inherits a lease.
 */
@Component
public class WorkerId {

    private final String value = "%d-%s"
            .formatted(
                    ProcessHandle.current().pid(), UUID.randomUUID().toString().substring(0, 8));

    public String value() {
        return value;
    }
}
