package io.dromedary.extract;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The command that starts a process which reads documents. Its class path is the part of the service's own that it
 * takes to read documents, wherever the service was started from:
 *
 * <ul>
 *   <li>{@code java -jar} with everything inside the jar: the parts are unpacked, because a JVM of its own cannot read
 *       jars in a jar, and the loader that can takes twice the time to start;
 *   <li>the jar unpacked beside its libraries: it names them in its manifest;
 *   <li>folders of classes, as Maven and development environments start it.
 * </ul>
 */
final class ParserProgram {

    /** The libraries that read documents, by the names of their files without version. */
    private static final Pattern LIBRARY = Pattern.compile(
            "(tika-.*|poi|poi-.*|pdfbox|pdfbox-io|fontbox|xmlbeans|curvesapi|SparseBitSet|jsoup|juniversalchardet"
                    + "|apache-mime4j-.*|commons-(codec|collections4|compress|csv|io|lang3|math3)|bc[a-z]+-jdk18on"
                    + "|slf4j-api|log4j-api|log4j-to-slf4j|spring-jcl|jspecify"
                    + "|camel-(api|base|base-engine|core-.*|direct|dsl-support|pdf|support|util|util-json|yaml-.*)"
                    + "|snakeyaml-engine)-\\d[\\w.-]*\\.jar");

    /** What is ours, below the root of the classes. */
    private static final Pattern OURS = Pattern.compile(
            "io/dromedary/(extract|error)/.*|io/dromedary/camel/CamelPageText.*|routes/work/extract-page\\.camel\\.yaml"
                    + "|META-INF/services/io\\.dromedary\\..*");

    private static final String FAT_CLASSES = "BOOT-INF/classes/";
    private static final String FAT_LIBRARIES = "BOOT-INF/lib/";

    private final List<String> classPath;
    private final String mainClass;
    private final @Nullable Ocr ocr;

    private ParserProgram(List<String> classPath, String mainClass, @Nullable Ocr ocr) {
        this.classPath = List.copyOf(classPath);
        this.mainClass = mainClass;
        this.ocr = ocr;
    }

    /**
     * Finds the program that this class belongs to.
     *
     * @param folder for what must be unpacked; replaced if it exists
     */
    static ParserProgram find(Path folder) throws IOException {
        URL classes = Objects.requireNonNull(
                ParserProgram.class.getProtectionDomain().getCodeSource().getLocation());
        List<String> classPath = classes.getProtocol().equals("jar")
                ? unpacked(outerJar(classes), folder)
                : own(System.getProperty("java.class.path"));
        return new ParserProgram(classPath, ParserMain.class.getName(), null);
    }

    /** The same program with another way in. */
    ParserProgram withMain(Class<?> main) {
        return new ParserProgram(classPath, main.getName(), ocr);
    }

    /** The same program, which may read pages that are pictures. */
    ParserProgram with(@Nullable Ocr allowed) {
        return new ParserProgram(classPath, mainClass, allowed);
    }

    /** From {@code jar:nested:/dromedary.jar/!BOOT-INF/classes/!/}. */
    private static Path outerJar(URL classes) {
        String path = classes.toString().replaceFirst("^jar:(nested:|file:)?", "file:");
        try {
            return Path.of(new java.net.URI(path.substring(0, path.indexOf("!")).replaceFirst("/$", "")));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("No jar at " + classes, e);
        }
    }

    private static List<String> own(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(entry -> Files.isDirectory(entry) || isOwnJar(entry) || isLibrary(entry))
                .map(Path::toString)
                .toList();
    }

    private static boolean isLibrary(Path jar) {
        return LIBRARY.matcher(jar.getFileName().toString()).matches();
    }

    /** The jar unpacked beside its libraries stands alone on the class path. */
    private static boolean isOwnJar(Path jar) {
        return jar.getFileName().toString().startsWith("dromedary");
    }

    private static List<String> unpacked(Path jar, Path folder) throws IOException {
        if (Files.exists(folder)) {
            ScratchFolder.remove(folder);
        }
        List<String> classPath = new ArrayList<>();
        classPath.add(folder.resolve(FAT_CLASSES).toString());
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : file.stream()
                    .filter(entry -> !entry.isDirectory() && isNeeded(entry))
                    .toList()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("The jar has an entry outside of itself");
                }
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                try (InputStream content = file.getInputStream(entry)) {
                    Files.copy(content, target);
                }
                if (entry.getName().startsWith(FAT_LIBRARIES)) {
                    classPath.add(target.toString());
                }
            }
        }
        return classPath;
    }

    private static boolean isNeeded(JarEntry entry) {
        String name = entry.getName();
        if (name.startsWith(FAT_LIBRARIES)) {
            return LIBRARY.matcher(name.substring(FAT_LIBRARIES.length())).matches();
        }
        return name.startsWith(FAT_CLASSES)
                && OURS.matcher(name.substring(FAT_CLASSES.length())).matches();
    }

    /**
     * A process that is about to be started: with nothing of the service's environment but where programs and words are
     * found, without a network, and with bounds on all kinds of memory.
     *
     * @param scratch its working folder and the only one it needs to write to
     */
    ProcessBuilder builder(Path scratch, long heapMegabytes) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx%dm".formatted(heapMegabytes),
                "-XX:+UseSerialGC",
                // Decision 0046: the second compiler gets what runs a hundred times as often as it takes by default.
                "-XX:Tier4InvocationThreshold=500000",
                "-XX:Tier4MinInvocationThreshold=60000",
                "-XX:Tier4CompileThreshold=1500000",
                "-XX:Tier4BackEdgeThreshold=4000000",
                // What is young dies with its page: room for more only delays that, and stays taken.
                "-Xms%dm".formatted(Math.min(96, heapMegabytes)),
                "-Xmn%dm".formatted(Math.min(48, heapMegabytes / 3)),
                "-XX:MaxMetaspaceSize=192m",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:ReservedCodeCacheSize=96m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:+DisableAttachMechanism",
                "-XX:-UsePerfData",
                "-XX:ErrorFile=" + scratch.resolve("crash.log"),
                "-Xshare:auto",
                "-Djava.awt.headless=true",
                "-Dfile.encoding=UTF-8",
                "-Djava.io.tmpdir=" + scratch,
                "-Duser.home=" + scratch,
                // A file of hosts that is not there: no name is known, and none is asked for.
                "-Djdk.net.hosts.file=" + scratch.resolve("hosts"),
                "-Djavax.xml.accessExternalDTD=",
                "-Djavax.xml.accessExternalSchema=",
                "-Djavax.xml.accessExternalStylesheet=",
                "-Djdk.xml.entityExpansionLimit=1000",
                "-Djdk.xml.totalEntitySizeLimit=1000000",
                "-Djdk.xml.maxGeneralEntitySizeLimit=1000000"));
        if (ocr != null) {
            command.add(ocr.option());
        }
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), mainClass));
        ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT"));
        environment.put("HOME", scratch.toString());
        environment.put("TMPDIR", scratch.toString());
        // glibc would give every few threads a heap of their own, which none of them gives back.
        environment.put("MALLOC_ARENA_MAX", "2");
        return builder;
    }
}
