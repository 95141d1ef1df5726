package io.dromedary.embed;

import io.dromedary.chunk.Chunker;
import io.dromedary.chunk.GenerationChunkers;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Generation;
import io.dromedary.index.Generations;
import io.dromedary.job.Claim;
import java.util.List;
import java.util.Optional;

/**
 * What this process is configured to make indexes by, and which generation is made by what. Thread-safe.
 *
 * <p>While only one generation is kept, the main recipe goes on with it, also where another made it: then new vectors
 * are not compared with the old ones. Otherwise a generation that no recipe makes is left alone.
 */
public class Recipes implements GenerationChunkers, GenerationModels {

    static final String MAIN = "main";
    static final String NEXT = "next";

    private final Generations generations;
    private final List<Recipe> configured;

    /** @param configured the main one first */
    Recipes(Generations generations, List<Recipe> configured) {
        this.generations = generations;
        this.configured = configured;
    }

    /**
     * How a question is embedded.
     *
     * @param generation that searches read now
     * @param model the name of the bean
     */
    public record QueryRecipe(Generation generation, String model) {}

    /** How a question is embedded now; by the time that it is, another generation may be active. */
    public QueryRecipe ofQueries() {
        Generation active = generations.active();
        Recipe recipe = recipe(active);
        return new QueryRecipe(recipe.in(active.id()), recipe.modelBean());
    }

    @Override
    public Chunker chunkerOf(int generation) {
        return of(generation).chunker();
    }

    @Override
    public EmbeddingModelInfo modelOf(int generation) {
        return of(generation).info();
    }

    @Override
    public Chunker activeChunker() {
        return recipe(generations.active()).chunker();
    }

    /**
     * Lets a job pass whose texts could be embedded now, or soon.
     *
     * @throws Failure.Transient {@link ErrorCode#PROVIDER_BUSY}
     */
    public void admit(Claim claim) {
        of(claim.generation()).governor().admit();
    }

    /** How many batches this process may have in flight at this moment; at least 1. */
    public int concurrency(Claim claim) {
        return of(claim.generation()).governor().concurrency();
    }

    /**
     * A generation that a recipe of this name would make.
     *
     * @param space of its vectors
     * @param chunking the sizes of its chunks
     */
    public record Made(EmbeddingSpace space, String chunking) {}

    /** What a recipe makes; nothing where no such is configured. */
    public Optional<Made> made(String name) {
        return configured.stream()
                .filter(recipe -> recipe.name().equals(name))
                .map(recipe -> new Made(recipe.space(), recipe.chunker().sizes()))
                .findFirst();
    }

    /** The name of the recipe that makes the generation; nothing where this process has none. */
    public Optional<String> nameOf(Generation generation) {
        return configured.stream()
                .filter(recipe -> recipe.makes(generation))
                .map(Recipe::name)
                .findFirst();
    }

    /** @throws Failure.Transient {@link ErrorCode#EMBEDDING_UNAVAILABLE} when this process has no recipe for it */
    Recipe of(int generation) {
        return recipe(generations.find(generation).orElseThrow(() -> unavailable(generation)));
    }

    private Recipe recipe(Generation generation) {
        return configured.stream()
                .filter(recipe -> recipe.makes(generation))
                .findFirst()
                .or(() -> generations.kept().size() == 1 ? Optional.of(configured.get(0)) : Optional.empty())
                .orElseThrow(() -> unavailable(generation.id()));
    }

    private static Failure unavailable(int generation) {
        return new Failure.Transient(
                ErrorCode.EMBEDDING_UNAVAILABLE,
                "This process is not configured for generation %d of the index".formatted(generation));
    }
}
