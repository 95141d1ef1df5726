package io.dromedary.webhook;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Makes requests of deliveries. Checks the URL anew: what was allowed may have been forbidden since, or lead elsewhere.
 */
@Component
public class WebhookSigner {

    private final WebhookHosts hosts;
    private final EndpointSecrets secrets;

    WebhookSigner(WebhookHosts hosts, EndpointSecrets secrets) {
        this.hosts = hosts;
        this.secrets = secrets;
    }

    /**
     * Signs a delivery with every valid secret.
     *
     * @throws Failure.Permanent {@link ErrorCode#WEBHOOK_URL_FORBIDDEN}, {@link ErrorCode#WEBHOOK_SECRET_REQUIRED}
     */
    public SignedRequest sign(Delivery delivery) {
        byte[] body = delivery.payload().getBytes(StandardCharsets.UTF_8);
        return sign(delivery.receiver(), messageId(delivery.eventId()), delivery.sentAt(), body);
    }

    /**
     * Signs a body for a receiver.
     *
     * @param id of the message, without a full stop
     * @param timestamp seconds since 1970
     * @throws Failure.Permanent {@link ErrorCode#WEBHOOK_URL_FORBIDDEN}, {@link ErrorCode#WEBHOOK_SECRET_REQUIRED}
     */
    public SignedRequest sign(Receiver receiver, String id, long timestamp, byte[] body) {
        String url = hosts.require(receiver.tenantId(), receiver.url()).toASCIIString();
        List<Secret> valid = secrets.of(receiver);
        if (valid.isEmpty()) {
            throw new Failure.Permanent(ErrorCode.WEBHOOK_SECRET_REQUIRED, "There is no secret to sign with");
        }
        return new SignedRequest(url, id, Long.toString(timestamp), Signatures.of(id, timestamp, body, valid), body);
    }

    /** Has no full stop, which separates it from the timestamp in what is signed. */
    static String messageId(UUID eventId) {
        return "msg_" + eventId.toString().replace("-", "");
    }
}
