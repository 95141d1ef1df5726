package io.dromedary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.Caller;
import io.dromedary.Ledger;
import io.dromedary.Pdfs;
import io.dromedary.WithApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * The console in a real browser, on the real service. {@code -Ddocs.update=true} takes the pictures of
 * {@code docs/images} anew.
 */
@WithApi
@EnabledIf(value = "isBrowserInstalled", disabledReason = "Chromium and its driver are not installed")
class ConsoleIT {

    private static final List<String> PAGES =
            List.of("upload", "jobs", "documents", "search", "dead", "routes", "overview");

    @Autowired
    private Caller api;

    @Autowired
    private Ledger ledger;

    @TempDir
    private Path folder;

    private Browser browser;

    static boolean isBrowserInstalled() {
        return Browser.isInstalled();
    }

    @BeforeEach
    void open() throws IOException {
        browser = new Browser(api.port, Files.createDirectory(folder.resolve("profile")));
        browser.open("");
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void refusesAWrongKeyAndTakesTheRightOne() {
        enter("not-the-key-of-anybody", "");
        browser.see("[role=alert]", "key");
        browser.find("input[name=key]").sendKeys(Keys.chord(Keys.CONTROL, "a"));
        enter(Caller.KEY, "");
        browser.see("h1", "Upload");
    }

    @Test
    void followsADocumentFromTheUploadToTheSearch() throws Exception {
        signIn();
        Path pdf = Files.write(folder.resolve("lighthouse.pdf"), Pdfs.of("The lighthouse keeper counts passing ships"));
        browser.all("#files").get(0).sendKeys(pdf.toString());
        browser.see(".row .status", "completed");
        picture("upload");

        browser.see(".row a", "lighthouse.pdf").click();
        browser.see(".history", "completed");
        picture("job");

        browser.go("#/jobs");
        browser.see("td .status", "completed");
        picture("jobs");

        browser.go("#/search");
        WebElement question = browser.find("input[name=query]");
        question.sendKeys("Who counts the ships?", Keys.ENTER);
        browser.see(".hits li", "page 1");
        browser.see(".hits blockquote", "lighthouse keeper");
        picture("search");

        browser.see(".hits a", "").click();
        browser.see(".chunk", "lighthouse keeper");
        picture("document");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void stopsAndStartsARoute() throws Exception {
        signIn();
        browser.go("#/routes");
        press("suspend measure-line");
        browser.see("tr", "measure-line suspended");
        picture("routes");
        press("resume measure-line");
        browser.see("tr", "measure-line started");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void replaysADeadLetter() throws Exception {
        UUID job = api.send(api.upload(UUID.randomUUID().toString(), "A lamp without oil " + UUID.randomUUID()))
                .jobId();
        await().atMost(Duration.ofSeconds(60)).until(() -> isCompleted(job));
        ledger.set(
                job,
                "status = 'dead', error_code = 'store_unavailable', error_detail = 'No answer', finished_at = now()");
        signIn();
        browser.go("#/dead");
        browser.see("tr", "No answer");
        picture("dead");
        press("Replay " + job);
        browser.see("[role=status]", "tried again");
        await().atMost(Duration.ofSeconds(60)).until(() -> isCompleted(job));
        assertThat(browser.complaints()).isEmpty();
    }

    private boolean isCompleted(UUID job) throws Exception {
        return api.send(api.request("/v1/jobs/" + job)).get("status").equals("completed");
    }

    @Test
    void drawsHowTheServiceDoes() throws Exception {
        signIn();
        browser.go("#/overview");
        browser.see(".chart", "waiting");
        assertThat(browser.all(".chart canvas")).hasSize(4);
        picture("overview");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void erasesADocument() throws Exception {
        UUID job = api.send(
                        api.upload(UUID.randomUUID().toString(), "A wreck that nobody shall find " + UUID.randomUUID()))
                .jobId();
        await().atMost(Duration.ofSeconds(60)).until(() -> isCompleted(job));
        String document = api.send(api.request("/v1/jobs/" + job)).get("documentId");
        signIn();
        browser.go("#/documents");
        browser.see("td a", document.substring(0, 8));
        picture("documents");
        browser.go("#/documents/" + document);
        browser.see(".chunk", "nobody shall find");
        browser.run("window.confirm = () => true");
        browser.see("button", "Erase").click();
        browser.see("[role=status]", "receipt");
        assertThat(api.send(api.request("/v1/documents/" + document)).status()).isEqualTo(404);
    }

    /** On a phone nothing is wider than the screen but tables, which scroll by themselves. */
    @Test
    void fitsAPhone() {
        signIn();
        browser.resize(390, 800);
        for (String page : PAGES) {
            browser.go("#/" + page);
            browser.find("h1");
            assertThat((Long) browser.run("return document.documentElement.scrollWidth - innerWidth"))
                    .as(page)
                    .isLessThanOrEqualTo(0);
        }
    }

    /** Names that are markup stay text, and everything can be reached by the keyboard alone. */
    @Test
    void showsMarkupAsTextAndIsUsedByKeyboard() throws Exception {
        signIn();
        Path file = Files.writeString(folder.resolve("<img src=x onerror=alert(1)>.md"), "# <script>alert(2)</script>");
        browser.all("#files").get(0).sendKeys(file.toString());
        browser.see(".row", "<img src=x onerror=alert(1)>.md");
        WebElement link = browser.see("nav a", "Search");
        link.sendKeys(Keys.ENTER);
        browser.see("h1", "Search");
        assertThat(browser.complaints()).isEmpty();
    }

    private void press(String label) {
        browser.find("button[aria-label='" + label + "']").click();
    }

    private void signIn() {
        enter(Caller.KEY, Caller.ADMIN_KEY);
        browser.see("h1", "Upload");
    }

    private void enter(String key, String adminKey) {
        WebElement form = browser.find("form");
        form.findElement(By.name("key")).sendKeys(key);
        form.findElement(By.name("admin")).sendKeys(adminKey);
        form.findElement(By.tagName("button")).click();
    }

    private void picture(String page) throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            for (String light : List.of("light", "dark")) {
                browser.prefer(light);
                browser.picture(Path.of("docs/images/%s-%s.png".formatted(page, light)));
            }
        }
    }
}
