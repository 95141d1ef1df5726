package io.dromedary.camel;

import io.dromedary.poll.DropBucket;
import io.dromedary.poll.DropFolder;
import java.io.File;
import org.apache.camel.component.file.GenericFileFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the polling consumers need to know about the places they poll. */
@Configuration(proxyBeanMethods = false)
class PollConfiguration {

    @Bean
    GenericFileFilter<File> folderFilter(DropFolder folder) {
        return found -> folder.admits(found.getFile());
    }

    @Bean
    ClaimedSources folderClaims(DropFolder folder) {
        return new ClaimedSources(folder);
    }

    @Bean
    ClaimedSources bucketClaims(DropBucket bucket) {
        return new ClaimedSources(bucket);
    }
}
