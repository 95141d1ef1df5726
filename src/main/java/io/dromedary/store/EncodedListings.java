package io.dromedary.store;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * Asks for keys in percent-encoding, which the SDK undoes: XML has no way to say some characters, so that a single key
 * with one of them would make the whole bucket unlistable.
 */
final class EncodedListings implements ExecutionInterceptor {

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (context.request() instanceof ListObjectsRequest request) {
            return request.toBuilder().encodingType(EncodingType.URL).build();
        }
        if (context.request() instanceof ListObjectsV2Request request) {
            return request.toBuilder().encodingType(EncodingType.URL).build();
        }
        return context.request();
    }
}
