package io.dromedary.dispatch;

import io.dromedary.job.DueJobs;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Moves due jobs to the broker, a few at a time. Any number of dispatchers may run at once. */
@Component
public class Dispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final DueJobs dueJobs;
    private final JobPublisher publisher;
    private final DispatchProperties properties;

    Dispatcher(DueJobs dueJobs, JobPublisher publisher, DispatchProperties properties) {
        this.dueJobs = dueJobs;
        this.publisher = publisher;
        this.properties = properties;
    }

    /** The jobs whose turn it is, marked as handed out. */
    public List<UUID> takeDue() {
        return dueJobs.handOut(properties.depth());
    }

    /** Publishes the ids; those the broker did not take are due again after a while. */
    public void publish(List<UUID> jobIds) {
        List<UUID> refused = publisher.publish(jobIds);
        if (!refused.isEmpty()) {
            LOG.warn("The broker did not take {} of {} jobs; they stay in line", refused.size(), jobIds.size());
            dueJobs.takeBack(refused);
        }
    }
}
