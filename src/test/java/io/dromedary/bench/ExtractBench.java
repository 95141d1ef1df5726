package io.dromedary.bench;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What reading PDFs through the sandbox costs, beside PDFBox alone in a JVM with the same garbage collector. In no
 * build; docs/benchmarks.md says how to run it.
 */
class ExtractBench {

    private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);

    @Test
    void compareWithPdfbox() throws Exception {
        String folder =
                Path.of(System.getProperty("bench.pdfs")).toAbsolutePath().toString();
        List<String> options = List.of("-Xmx512m", "-XX:+UseSerialGC");
        try (Contender plain = Contender.start(PlainPdfs.class, options);
                Contender sandbox = Contender.start(SandboxedPdfs.class, options)) {
            double[] ratios = new double[ROUNDS];
            double theirSeconds = 0;
            double ourSeconds = 0;
            for (int round = 0; round < ROUNDS; round++) {
                Round theirs = Round.of("PDFBox", () -> ProcessorTime.of(plain.pid()), () -> plain.run(folder));
                Round ours = Round.of("sandbox", () -> ProcessorTime.of(sandbox.pid()), () -> sandbox.run(folder));
                ratios[round] = ours.processorSeconds() / theirs.processorSeconds();
                theirSeconds += theirs.processorSeconds();
                ourSeconds += ours.processorSeconds();
                System.out.printf("%s%n%s%n  ratio %.2f%n", theirs, ours, ratios[round]);
            }
            System.out.printf(
                    "processor time, sandbox to PDFBox: all rounds %.2f, median %.2f, first %.2f%n",
                    ourSeconds / theirSeconds, Spread.of(ratios).median(), ratios[0]);
        }
    }
}
