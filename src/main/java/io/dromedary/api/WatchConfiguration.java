package io.dromedary.api;

import io.dromedary.job.JobHistory;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What follows jobs. */
@Configuration(proxyBeanMethods = false)
class WatchConfiguration {

    @Bean
    EventStreams eventStreams(
            JobHistory history, JobWatch watch, EventFrames frames, WatchProperties properties, KeyCheck keys) {
        return new EventStreams(history, watch, frames, properties, Clock.systemUTC(), keys);
    }

    @Bean
    JobWaits jobWaits(JobHistory history, JobWatch watch, WatchProperties properties) {
        return new JobWaits(history, watch, properties.waits());
    }
}
