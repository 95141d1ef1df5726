package io.dromedary.camel;

import io.dromedary.poll.DropBucket;
import io.dromedary.poll.Source;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Takes a found object from its message. As an argument in a route a key would lose quotes around it, and the key
 * {@code null} would be none.
 */
@Component
class FoundObjects {

    private final DropBucket bucket;

    FoundObjects(DropBucket bucket) {
        this.bucket = bucket;
    }

    public Source find(
            @ExchangeProperty("CamelAwsS3Key") String key, @Body ResponseInputStream<GetObjectResponse> answer) {
        return bucket.find(key, answer);
    }
}
