package io.dromedary.embed;

import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Loads the embedding model at start where documents are worked on, so that a broken one is found out at once.
 * Elsewhere the first query loads it, and a process that answers none saves its memory.
 */
@Component
class EarlyModel {

    EarlyModel(DescribedEmbeddingModel model, @Value("${dromedary.roles}") Set<String> roles) {
        if (roles.contains("work")) {
            model.load();
        }
    }
}
