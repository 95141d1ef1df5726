package io.dromedary.generation;

import io.dromedary.embed.Recipes;
import io.dromedary.generation.GenerationView.Failing;
import io.dromedary.generation.GenerationView.State;
import io.dromedary.index.EmbeddingSpace;
import io.dromedary.index.Generation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads generations as operators see them. */
@Component
class GenerationViews {

    private static final int MOST_FAILING = 20;

    private final JdbcClient jdbc;
    private final Recipes recipes;

    GenerationViews(JdbcClient jdbc, Recipes recipes) {
        this.jdbc = jdbc;
        this.recipes = recipes;
    }

    /** The oldest first. */
    List<GenerationView> all() {
        return jdbc.sql("""
                        select g.id, g.active, g.dropped, g.model_id, m.name, m.runtime, m.dimensions, g.chunking,
                               g.created_at, g.activated_at,
                               (select count(*) from document where current_version is not null) as documents,
                               (select count(*) from generation_gap gap where gap.generation_id = g.id) as missing
                        from generation g join embedding_model m on m.id = g.model_id order by g.id""").query((row, n) -> view(row)).list();
    }

    GenerationView of(int id) {
        return all().stream().filter(view -> view.id() == id).findFirst().orElseThrow();
    }

    private GenerationView view(ResultSet row) throws SQLException {
        Timestamp activated = row.getTimestamp("activated_at");
        Generation generation = new Generation(
                row.getInt("id"),
                new EmbeddingSpace(row.getInt("model_id"), row.getInt("dimensions")),
                row.getString("chunking"));
        return new GenerationView(
                generation.id(),
                state(row),
                row.getString("name"),
                row.getString("runtime"),
                generation.dimensions(),
                generation.chunking(),
                recipes.nameOf(generation).orElse(null),
                row.getLong("documents"),
                row.getLong("missing"),
                failing(generation.id()),
                row.getTimestamp("created_at").toInstant(),
                activated == null ? null : activated.toInstant());
    }

    private static State state(ResultSet row) throws SQLException {
        if (row.getBoolean("dropped")) {
            return State.DROPPED;
        }
        if (row.getBoolean("active")) {
            return State.ACTIVE;
        }
        return row.getLong("missing") > 0 ? State.BUILDING : State.READY;
    }

    private List<Failing> failing(int generation) {
        return jdbc.sql("""
                        select t.name, gap.document_id, gap.error_code, gap.tries
                        from generation_gap gap join tenant t on t.id = gap.tenant_id
                        where gap.generation_id = :generation and gap.error_code is not null
                        order by gap.tries desc, gap.document_id limit :most""")
                .param("generation", generation)
                .param("most", MOST_FAILING)
                .query((row, n) -> new Failing(
                        row.getString("name"),
                        row.getObject("document_id", UUID.class),
                        row.getString("error_code"),
                        row.getInt("tries")))
                .list();
    }
}
