package io.dromedary.generation;

import io.dromedary.api.JsonBody;
import io.dromedary.embed.Recipes;
import io.dromedary.embed.Recipes.Made;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import io.dromedary.generation.GenerationView.GenerationList;
import io.dromedary.index.Generation;
import io.dromedary.index.GenerationGaps;
import io.dromedary.index.Generations;
import io.dromedary.index.VectorIndex;
import io.dromedary.ledger.AcrossTenants;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What operators do with generations. Two are kept at most. Each change is one transaction for which publishing waits;
 * searches do not.
 */
@Component
@AcrossTenants
public class OperatorGenerations {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorGenerations.class);

    private static final int MOST = 2;

    private final JdbcClient jdbc;
    private final Generations generations;
    private final GenerationGaps gaps;
    private final GenerationViews views;
    private final Recipes recipes;
    private final VectorIndex vectors;
    private final TransactionTemplate transaction;
    private final JsonBody json;

    OperatorGenerations(
            JdbcClient jdbc,
            Generations generations,
            GenerationGaps gaps,
            GenerationViews views,
            Recipes recipes,
            VectorIndex vectors,
            TransactionTemplate transaction,
            JsonBody json) {
        this.jdbc = jdbc;
        this.generations = generations;
        this.gaps = gaps;
        this.views = views;
        this.recipes = recipes;
        this.vectors = vectors;
        this.transaction = transaction;
        this.json = json;
    }

    private record Wish(@Nullable String settings) {}

    public GenerationList list() {
        return new GenerationList(views.all());
    }

    /**
     * Begins another generation, which lacks everything yet.
     *
     * @param body says which settings, {@code main} or {@code next}, make it
     * @throws Failure.Permanent {@link ErrorCode#INVALID_REQUEST} when these settings do not exist,
     *     {@link ErrorCode#GENERATION_STATE} when there are two generations already
     */
    public GenerationView create(@Nullable InputStream body) {
        String settings = Objects.requireNonNullElse(json.read(body, Wish.class).settings(), "next");
        Made made = recipes.made(settings)
                .orElseThrow(() -> new Failure.Permanent(
                        ErrorCode.INVALID_REQUEST,
                        "settings must be main, or next where dromedary.next is configured"));
        int id = Objects.requireNonNull(transaction.execute(status -> {
            generations.holdAlone();
            if (count() >= MOST) {
                throw state("There are two generations already; drop the one that is not active");
            }
            int begun = insert(made);
            LOG.info("Generation {} begins, and lacks {} documents", begun, gaps.openAll(begun));
            return begun;
        }));
        vectors.prepare(new Generation(id, made.space(), made.chunking()));
        return views.of(id);
    }

    private int count() {
        return jdbc.sql("select count(*) from generation").query(Integer.class).single();
    }

    private int insert(Made made) {
        return jdbc.sql("insert into generation (model_id, chunking) values (:model, :chunking) returning id")
                .param("model", made.space().id())
                .param("chunking", made.chunking())
                .query(Integer.class)
                .single();
    }

    /**
     * Lets searches read the generation from now on; also the way back. The present one is kept.
     *
     * @param id as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND}, or {@link ErrorCode#GENERATION_STATE} when it lacks
     *     documents, or this process could not embed questions for it
     */
    public GenerationView activate(String id) {
        Generation wanted = find(id);
        if (recipes.nameOf(wanted).isEmpty()) {
            throw state("No settings of this process make the generation");
        }
        requireWhole(wanted);
        vectors.prepare(wanted);
        transaction.executeWithoutResult(status -> {
            generations.holdAlone();
            find(id);
            requireWhole(wanted);
            jdbc.sql("update generation set active = false where active and id <> :id")
                    .param("id", wanted.id())
                    .update();
            jdbc.sql("update generation set active = true, activated_at = now() where not active and id = :id")
                    .param("id", wanted.id())
                    .update();
        });
        LOG.info("Generation {} is active", wanted.id());
        return views.of(wanted.id());
    }

    private void requireWhole(Generation wanted) {
        long missing = gaps.count(wanted.id());
        if (missing > 0) {
            throw state("The generation lacks %d documents".formatted(missing));
        }
    }

    /**
     * Gives a generation up. Its rows are removed in the background.
     *
     * @param id as it stands in the path
     * @throws Failure.Permanent {@link ErrorCode#NOT_FOUND}, or {@link ErrorCode#GENERATION_STATE} for the active one
     */
    public void drop(String id) {
        transaction.executeWithoutResult(status -> {
            generations.holdAlone();
            Generation unwanted = find(id);
            int dropped = jdbc.sql("update generation set dropped = true where id = :id and not active")
                    .param("id", unwanted.id())
                    .update();
            if (dropped == 0) {
                throw state("Searches read this generation; activate the other one first");
            }
            jdbc.sql("delete from generation_gap where generation_id = :id")
                    .param("id", unwanted.id())
                    .update();
        });
        LOG.info("Generation {} is dropped", id);
    }

    private Generation find(String id) {
        return (id.matches("[1-9][0-9]{0,3}") ? generations.find(Integer.parseInt(id)) : Optional.<Generation>empty())
                .orElseThrow(() -> new Failure.Permanent(ErrorCode.NOT_FOUND, "There is no such generation"));
    }

    private static Failure state(String detail) {
        return new Failure.Permanent(ErrorCode.GENERATION_STATE, detail);
    }
}
