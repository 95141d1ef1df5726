package io.dromedary;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.config.BeanPostProcessor;
import software.amazon.awssdk.services.s3.S3Client;

/** Counts the objects that the service begins to store, whether they stay or not. */
public class StoredObjects implements BeanPostProcessor {

    private final AtomicInteger begun = new AtomicInteger();

    public int begun() {
        return begun.get();
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof S3Client s3 ? counting(s3) : bean;
    }

    private Object counting(S3Client s3) {
        return Proxy.newProxyInstance(
                S3Client.class.getClassLoader(), new Class<?>[] {S3Client.class}, (proxy, method, arguments) -> {
                    if (method.getName().matches("putObject|createMultipartUpload")) {
                        begun.incrementAndGet();
                    }
                    try {
                        return method.invoke(s3, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
