package io.dromedary.provider;

/** Who embeds. */
public enum ProviderKind {
    /** The model of the process: no network, no limits, no cost. */
    ONNX,
    /** OpenAI, or what speaks like it. */
    OPENAI,
    /** Ollama. */
    OLLAMA
}
