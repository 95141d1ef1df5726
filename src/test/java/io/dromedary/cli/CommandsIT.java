package io.dromedary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Requests;
import io.dromedary.WithIntake;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@Tag("once")
@WithIntake
class CommandsIT {

    @Autowired
    private Requests api;

    @Test
    void aKeyIsMadeReplacedAndRevokedFromTheCommandLine() throws Exception {
        String tenant = api.newTenant("[]");
        String key = run("create", "--tenant", tenant).strip();
        assertThat(api.look(key).statusCode()).isEqualTo(404);

        String id = run("list", "--tenant", tenant)
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .substring(0, 36);
        String next =
                run("rotate", "--tenant", tenant, "--id", id, "--grace", "600").strip();
        assertThat(api.look(key).statusCode()).isEqualTo(404);
        assertThat(api.look(next).statusCode()).isEqualTo(404);

        run("revoke", "--tenant", tenant, "--id", id);
        assertThat(api.look(key).statusCode()).isEqualTo(401);
        assertThat(api.look(next).statusCode()).isEqualTo(404);
        assertThat(run("list", "--tenant", tenant)).contains("revoked", "valid").doesNotContain(key, next);
    }

    @Test
    void theAuditChainIsVerifiedFromTheCommandLine() throws Exception {
        api.newTenant("[]");
        String head = runCommand("audit", "verify").lines().toList().get(1);
        assertThat(head).matches("\\d+:[0-9a-f]{64}");
        assertThat(runCommand("audit", "verify", "--head", head)).contains("links are whole");
    }

    private String run(String... arguments) {
        return runCommand(Stream.concat(Stream.of("keys"), Stream.of(arguments)).toArray(String[]::new));
    }

    private String runCommand(String... arguments) {
        StringWriter out = new StringWriter();
        int code = Commands.run(
                Map.of("DROMEDARY_ADMIN_KEY", Requests.ADMIN_KEY),
                new PrintWriter(out, true),
                new PrintWriter(new StringWriter(), true),
                Stream.concat(Stream.of(arguments), Stream.of("--url", api.url()))
                        .toArray(String[]::new));
        assertThat(code).isZero();
        return out.toString();
    }
}
