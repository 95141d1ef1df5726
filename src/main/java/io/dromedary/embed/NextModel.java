package io.dromedary.embed;

import io.dromedary.chunk.Tokenizer;
import io.dromedary.provider.EmbeddingGovernor;
import io.dromedary.provider.ProviderProperties;

/** The second embedding model of the process, with its tokenizer and its line. */
record NextModel(
        ProviderProperties provider, Tokenizer tokenizer, DescribedEmbeddingModel model, EmbeddingGovernor governor) {}
