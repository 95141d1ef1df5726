package io.dromedary.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Tells a collector what was done for a job, as spans of one trace whose id is the job's: so the id that goes through
 * the ledger and the broker is all the context that a span needs, whichever process makes it. The span of the
 * acceptance is the root; its id is the last eight bytes of the job's.
 *
 * <p>Spans say what was done, when, for whom and with which error code; never what with. Up to 2,048 wait for the
 * collector, more are dropped. Thread-safe; does nothing unless an endpoint is configured.
 */
@Component
public class JobSpans implements DisposableBean {

    private static final AttributeKey<String> JOB = AttributeKey.stringKey("dromedary.job");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final GivenIds ids = new GivenIds();
    private final @Nullable SdkTracerProvider provider;

    JobSpans(TraceProperties properties) {
        URI endpoint = properties.endpoint();
        this.provider = endpoint == null ? null : provider(endpoint, properties.ratio());
    }

    private SdkTracerProvider provider(URI endpoint, double ratio) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.toString())
                .setTimeout(Duration.ofSeconds(10))
                .build();
        return SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .setSampler(Sampler.traceIdRatioBased(ratio))
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "dromedary")))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setScheduleDelay(Duration.ofSeconds(1))
                        .build())
                .build();
    }

    /**
     * Something that was done for a job.
     *
     * @param id of the span, 16 hexadecimal digits
     * @param parent likewise; null for the root
     * @param error its code; null when it went well
     */
    public record Done(
            String name,
            UUID job,
            String id,
            @Nullable String parent,
            Instant begin,
            Instant end,
            Map<String, String> attributes,
            @Nullable String error) {}

    /** Whether anybody wants to know. */
    public boolean areWanted() {
        return provider != null;
    }

    /** The id of the span of the acceptance. */
    public static String root(UUID job) {
        return "%016x".formatted(job.getLeastSignificantBits());
    }

    private static String trace(UUID job) {
        return job.toString().replace("-", "");
    }

    public void tell(Done done) {
        if (provider == null) {
            return;
        }
        Tracer tracer = provider.get("io.dromedary");
        SpanBuilder builder = tracer.spanBuilder(done.name())
                .setStartTimestamp(done.begin())
                .setAttribute(JOB, done.job().toString());
        done.attributes().forEach(builder::setAttribute);
        if (done.parent() == null) {
            builder.setNoParent();
        } else {
            builder.setParent(Context.root()
                    .with(Span.wrap(SpanContext.createFromRemoteParent(
                            trace(done.job()), done.parent(), TraceFlags.getSampled(), TraceState.getDefault()))));
        }
        ids.with(trace(done.job()), done.id(), () -> {
            Span span = builder.startSpan();
            if (done.error() != null) {
                span.setStatus(StatusCode.ERROR).setAttribute(ERROR, done.error());
            }
            span.end(done.end());
        });
    }

    /** Sends what waits, for ten seconds at most. */
    @Override
    public void destroy() {
        if (provider != null) {
            provider.shutdown().join(10, TimeUnit.SECONDS);
        }
    }
}
