package io.dromedary.job;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/**
 * Checks at start that leases outlive two missed renewals, and hands back at the end what the routes did not finish
 * within their shutdown time, so that another worker need not wait for the leases to end.
 */
@Component
class OrderlyStop implements SmartInitializingSingleton, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);

    private final Leases leases;
    private final JobProperties job;
    private final WorkProperties work;

    OrderlyStop(Leases leases, JobProperties job, WorkProperties work) {
        this.leases = leases;
        this.job = job;
        this.work = work;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (job.lease().compareTo(work.renewal().multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(
                    "dromedary.job.lease (%s) must be at least three times dromedary.work.renewal (%s)"
                            .formatted(job.lease(), work.renewal()));
        }
    }

    @Override
    public void destroy() {
        int returned = leases.handBack();
        if (returned > 0) {
            LOG.info("Handed back {} unfinished jobs", returned);
        }
    }
}
