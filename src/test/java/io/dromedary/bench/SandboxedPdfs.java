package io.dromedary.bench;

import io.dromedary.extract.Extraction;
import io.dromedary.extract.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads PDFs through the sandbox. */
final class SandboxedPdfs {

    private SandboxedPdfs() {}

    public static void main(String[] args) throws Exception {
        try (Sandbox sandbox = new Sandbox(Files.createTempDirectory("sandbox"), 1)) {
            Contender.serve(order -> {
                long characters = 0;
                int pages = 0;
                for (Path pdf : Pdfs.in(Path.of(order))) {
                    try (Extraction extraction = sandbox.open(pdf, "application/pdf")) {
                        while (extraction.hasNext()) {
                            characters += extraction.next().text().length();
                        }
                        pages += extraction.pages();
                    }
                }
                return "%d pages, %d characters".formatted(pages, characters);
            });
        }
    }
}
