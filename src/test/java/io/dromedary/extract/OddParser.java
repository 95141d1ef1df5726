package io.dromedary.extract;

import io.dromedary.extract.Element.Kind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A process that reads documents and misbehaves as the media type tells it. */
final class OddParser {

    private OddParser() {}

    public static void main(String[] args) throws IOException {
        DataOutputStream out = ParserMain.protocolStream();
        Map<String, DocumentFormat> formats = new HashMap<>();
        formats.put("odd/hang", (file, limits, sink) -> hang());
        formats.put("odd/hang-later", (file, limits, sink) -> {
            say(sink, "So far so good.\n");
            hang();
        });
        formats.put("odd/memory", (file, limits, sink) -> fillMemory());
        formats.put("odd/stack", (file, limits, sink) -> overflow(0));
        formats.put("odd/crash", (file, limits, sink) -> Runtime.getRuntime().halt(134));
        formats.put("odd/flood", (file, limits, sink) -> {
            while (true) {
                say(sink, "More and more words. ".repeat(500));
            }
        });
        formats.put("odd/print", (file, limits, sink) -> {
            System.out.println("a library prints ".repeat(10_000));
            System.err.println("another complains ".repeat(100_000));
            say(sink, "Said.\n");
        });
        formats.put("odd/garbage", (file, limits, sink) -> {
            out.writeInt(0x7f7f7f7f);
            out.flush();
            hang();
        });
        formats.put("odd/endless-frame", (file, limits, sink) -> {
            out.writeByte(Frames.ELEMENT);
            out.write(new byte[8]);
            out.writeInt(Integer.MAX_VALUE);
            out.flush();
            hang();
        });
        formats.put("odd/litter", (file, limits, sink) -> {
            Files.writeString(Files.createTempFile("litter", ".tmp"), "left over");
            say(sink, System.getProperty("java.io.tmpdir") + "\n");
        });
        formats.put("odd/environment", (file, limits, sink) -> say(sink, new TreeMap<>(System.getenv()) + "\n"));
        formats.put(
                "odd/pid",
                (file, limits, sink) -> say(sink, ProcessHandle.current().pid() + "\n"));
        formats.put("odd/many", (file, limits, sink) -> {
            for (int line = 0; line < 100_000; line++) {
                say(sink, "Line " + line + " of the caravan, which is long.\n");
            }
        });
        formats.put("odd/address", (file, limits, sink) -> {
            try {
                say(sink, java.net.InetAddress.getByName(Files.readString(file)) + "\n");
            } catch (java.net.UnknownHostException e) {
                say(sink, "unknown\n");
            }
        });
        new ParserMain(out, new Formats(formats)).serve(new DataInputStream(System.in));
    }

    private static void say(Sink sink, String text) {
        sink.element(new Element(Kind.PARAGRAPH, text, 0, 0, 0, ""));
    }

    private static void hang() {
        while (true) {
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void fillMemory() {
        List<byte[]> memory = new ArrayList<>();
        while (memory.size() < 1_000_000) {
            memory.add(new byte[1 << 20]);
        }
    }

    private static int overflow(int depth) {
        return depth < 0 ? depth : overflow(depth + 1) + 1;
    }

    static Path anyFile(Path folder) throws IOException {
        return Files.writeString(folder.resolve("any"), "dromedary.invalid");
    }
}
