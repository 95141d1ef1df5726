package io.dromedary.extract;

import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.extract.Element.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads comma-separated values (RFC 4180) as one table. The separator is the one of comma, semicolon, tab and bar that
 * the first line has most of; Tika's own reader takes a small table for prose.
 */
final class CsvFormat implements DocumentFormat {

    private static final int FIRST_LINE = 8 * 1024;
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"?");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    @Override
    public void read(Path file, Limits limits, Sink sink) throws IOException {
        Tiler tiler = new Tiler();
        tiler.begin(Kind.TABLE);
        try (BufferedReader reader = Charsets.reader(file, Charsets.of(file))) {
            CSVFormat format = CSVFormat.DEFAULT
                    .builder()
                    .setDelimiter(separator(reader))
                    .setLenientEof(true)
                    .setTrailingData(true)
                    .get();
            for (CSVRecord row : CSVParser.parse(reader, format)) {
                tiler.add(line(row));
                drain(tiler, sink);
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new Failure.Permanent(ErrorCode.DOCUMENT_CORRUPT, "The rows cannot be told apart", e);
        }
        tiler.end();
        drain(tiler, sink);
    }

    private static char separator(BufferedReader reader) throws IOException {
        reader.mark(FIRST_LINE);
        char[] beginning = new char[FIRST_LINE];
        int length = Math.max(reader.read(beginning), 0);
        reader.reset();
        String text = QUOTED.matcher(new String(beginning, 0, length)).replaceAll("");
        String firstLine = text.lines().findFirst().orElse("");
        char separator = ',';
        long most = 0;
        for (char candidate : new char[] {',', ';', '\t', '|'}) {
            long count = firstLine.chars().filter(c -> c == candidate).count();
            if (count > most) {
                separator = candidate;
                most = count;
            }
        }
        return separator;
    }

    private static String line(CSVRecord row) {
        return row.stream()
                .map(cell ->
                        WHITE_SPACE.matcher(Storable.of(cell)).replaceAll(" ").strip())
                .collect(Collectors.joining(" | ", "", "\n"));
    }

    private static void drain(Tiler tiler, Sink sink) {
        while (tiler.hasElement()) {
            sink.element(tiler.take());
        }
    }
}
