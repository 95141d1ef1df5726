package io.dromedary.extract;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Whether pages that are pictures are read.
 *
 * @param enabled pages without text that show pictures are read by Tesseract. It takes seconds of a processor for each.
 *     Without it a document of such pages is {@code no_text_layer}.
 * @param languages what Tesseract expects; each language must be installed with it. Range: joined by {@code +}.
 * @param maxPages pages of a document that are read so; further ones are unreadable. Range: 1 to 20000.
 * @param pageTime what a page may take of a processor, and at most three times as long by the clock: keep that below
 *     {@code dromedary.extract.silence}. Range: 1s to 10m.
 * @param memory what Tesseract may take beside the heap of the process. Range: 128MB to 64GB.
 */
@Validated
@ConfigurationProperties(prefix = "dromedary.ocr", ignoreUnknownFields = false)
record OcrProperties(
        @DefaultValue("false") boolean enabled,

        @DefaultValue("eng") @Pattern(regexp = "[A-Za-z_]{1,20}(\\+[A-Za-z_]{1,20}){0,9}")
        String languages,

        @DefaultValue("200") @Min(1) @Max(20_000) int maxPages,
        @DefaultValue("15s") Duration pageTime,
        @DefaultValue("1GB") DataSize memory) {

    OcrProperties {
        if (pageTime.toSeconds() < 1 || pageTime.toSeconds() > 600) {
            throw new IllegalArgumentException(
                    "dromedary.ocr.page-time (%s) must be between 1s and 10m".formatted(pageTime));
        }
        if (memory.toMegabytes() < 128 || memory.toMegabytes() > 65_536) {
            throw new IllegalArgumentException(
                    "dromedary.ocr.memory (%s) must be between 128MB and 64GB".formatted(memory));
        }
    }

    /** What a process that reads documents is told; null for nothing. */
    @Nullable
    Ocr allowed() {
        return enabled ? new Ocr(languages, maxPages, (int) pageTime.toSeconds(), memory.toMegabytes()) : null;
    }
}
