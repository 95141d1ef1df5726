package io.dromedary.embed;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Loads the native code of the model and of its tokenizer, once per process, from the class path and nowhere else.
 *
 * <p>The loaders that come with the two libraries are passed by. The one of the tokenizers keeps a copy in the home
 * directory, loads CUDA when it finds it, asks the cloud's metadata service who we are to send telemetry home, and may
 * download another build; the one of ONNX Runtime leaves 23 MB in the temporary directory when the process is killed.
 */
final class NativeLibraries {

    /** The system property in which ONNX Runtime looks for a directory of libraries; an operator's value is kept. */
    private static final String ONNX_RUNTIME_PATH = "onnxruntime.native.path";

    private static final boolean WINDOWS = systemProperty("os.name").startsWith("windows");
    private static final boolean MAC = systemProperty("os.name").startsWith("mac");
    private static final boolean ARM = systemProperty("os.arch").equals("aarch64");

    private static @Nullable OrtEnvironment onnxRuntime;
    private static boolean tokenizersLoaded;

    private NativeLibraries() {}

    /** The runtime, with its telemetry (there is some on Windows) switched off. */
    static synchronized OrtEnvironment onnxRuntime() throws IOException, OrtException {
        if (onnxRuntime == null) {
            onnxRuntime = System.getProperty(ONNX_RUNTIME_PATH) == null ? loadOnnxRuntime() : onnxEnvironment();
            onnxRuntime.setTelemetry(false);
        }
        return onnxRuntime;
    }

    /** Makes the native methods of {@link ai.djl.huggingface.tokenizers.jni.TokenizersLibrary} callable. */
    static synchronized void loadTokenizers() throws IOException {
        if (tokenizersLoaded) {
            return;
        }
        String folder = "/native/lib/%s-%s/cpu/".formatted(system(), ARM ? "aarch64" : "x86_64");
        try (UnpackedResources libraries = new UnpackedResources()) {
            for (String name : tokenizerLibraries()) {
                System.load(libraries.unpack(folder + name).toString());
            }
        }
        tokenizersLoaded = true;
    }

    private static OrtEnvironment loadOnnxRuntime() throws IOException {
        String folder = "/ai/onnxruntime/native/%s-%s/".formatted(system(), ARM ? "aarch64" : "x64");
        try (UnpackedResources libraries = new UnpackedResources()) {
            libraries.unpack(folder + System.mapLibraryName("onnxruntime"));
            libraries.unpack(folder + System.mapLibraryName("onnxruntime4j_jni"));
            System.setProperty(ONNX_RUNTIME_PATH, libraries.directory().toString());
            return onnxEnvironment();
        } finally {
            System.clearProperty(ONNX_RUNTIME_PATH);
        }
    }

    private static OrtEnvironment onnxEnvironment() {
        return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, "dromedary");
    }

    private static List<String> tokenizerLibraries() {
        String library = System.mapLibraryName("tokenizers");
        // In the order in which they need each other.
        return WINDOWS
                ? List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll", library)
                : List.of(library);
    }

    private static String system() {
        return WINDOWS ? "win" : MAC ? "osx" : "linux";
    }

    private static String systemProperty(String name) {
        return System.getProperty(name, "").toLowerCase(Locale.ROOT);
    }
}
