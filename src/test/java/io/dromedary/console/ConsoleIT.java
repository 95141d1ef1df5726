package io.dromedary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dromedary.Caller;
import io.dromedary.Ledger;
import io.dromedary.Pdfs;
import io.dromedary.WithApi;
import io.dromedary.deliver.JobFailure;
import io.dromedary.error.ErrorCode;
import io.dromedary.error.Failure;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Autowired
    private Caller api;

    @Autowired
    private Ledger ledger;

    @Autowired
    private JobFailure failures;

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
    void refusesAWrongKeyAndTakesTheRightOne() throws Exception {
        picture("sign-in");
        enter("not-the-key-of-anybody", "");
        browser.see("[role=alert] strong", "A valid API key is required");
        browser.find("input[name=key]").sendKeys(Keys.chord(Keys.CONTROL, "a"));
        enter(Caller.KEY, "");
        browser.see("h1", "Upload");
    }

    @Test
    void followsADocumentFromTheUploadToTheSearch() throws Exception {
        signIn();
        Path pdf = Files.write(folder.resolve("lighthouse.pdf"), logbook());
        browser.all("#files").get(0).sendKeys(pdf.toString());
        browser.see(".row .status", "completed");
        picture("upload");

        browser.see(".row a", "lighthouse.pdf").click();
        browser.see("h1", "lighthouse.pdf");
        browser.see(".stages .done", "completed");
        browser.see(".stages .done", "3 pages");
        browser.see("[aria-label=Attempts] tr", "completed");
        browser.see("[aria-label='Audit trail'] tr:last-child .id", ":");
        picture("job");

        browser.go("#/jobs");
        browser.see("td", "lighthouse.pdf");
        picture("jobs");

        browser.go("#/search");
        WebElement question = browser.find("input[name=query]");
        question.sendKeys("Who counts the ships?", Keys.ENTER);
        WebElement hit = browser.see(".hits li", "The lighthouse keeper");
        assertThat(hit.getText()).contains("page 1");
        picture("search");

        hit.findElement(By.linkText("lighthouse.pdf")).click();
        browser.see(".piece[aria-pressed=true]", "lighthouse keeper");
        browser.see(".chunk[aria-pressed=true]", "page 1");
        browser.see(".text .page", "page 3");
        picture("document-pages");
        assertThat(browser.complaints()).isEmpty();
    }

    /** Three pages, each long enough for more than one chunk. */
    private static byte[] logbook() throws IOException {
        return pdf("""
                        The lighthouse keeper counts passing ships and writes them into a book. He notes the rig, the course and
                        the colours of each. When fog hides them he writes what he hears: a bell, a horn, a voice across the
                        water. On clear nights he sees the lamps of the fishing fleet from the cape to the bar, and counts those
                        too. Twice a year an inspector comes by boat and reads the book from the first line to the last. He
                        signs it at the foot of the page, eats what there is, and is gone before the tide turns. What he thinks
                        of it nobody on the island has ever heard him say.""", """
                        In the winter of the great storm he counted none for eleven days. The lamp burned through the whole of
                        it, on oil that was carried up the stairs by hand. The glass of the north side broke on the fourth day
                        and was mended with the doors of a cupboard. He wrote the height of the waves by the steps of the
                        landing, of which nine were under water. The hens were brought into the kitchen, and the goat into the
                        wash house, where she ate the soap. On the ninth day the wind went round to the west, and for the first
                        time he slept for four hours together.""", """
                        On the twelfth day a barque with a broken mast came round the cape. Her crew had seen the light for
                        three nights and had steered by nothing else. They gave the keeper a clock from her cabin, which hangs
                        in the watch room to this day. It loses a minute every week, and he sets it right by the passing of the
                        morning packet. The mast was cut up for the stove, and the carpenter of the barque made a table of the
                        rest. Whoever sits at it is told the story, and shown the mark of the line in the wood.""");
    }

    private static byte[] pdf(String... pages) throws IOException {
        return Pdfs.of(Stream.of(pages).map(page -> page.replace('\n', ' ')).toArray(String[]::new));
    }

    /** Of a document with headings. */
    @Test
    void showsChunksBesideTheTextAndEachInTheOther() throws Exception {
        String handbook =
                completed(documentOf("handbook.md", Files.readString(Path.of("samples/operators-handbook.md"))));
        signIn();
        browser.go("#/documents/" + handbook);
        WebElement chunk = browser.find("#chunks-3");
        chunk.click();
        assertThat(browser.see(".piece[aria-pressed=true]", "").getDomAttribute("id"))
                .isEqualTo("text-3");
        assertThat(browser.all(".piece[aria-pressed=true]")).hasSize(1);
        assertThat(chunk.getText())
                .contains("tokens")
                .contains("The operator's handbook of Dromedary › 1. What the service does");
        picture("document");

        browser.find("#text-5").click();
        assertThat(browser.see(".chunk[aria-pressed=true]", "").getDomAttribute("id"))
                .isEqualTo("chunks-5");
        assertThat((String) browser.run("return location.hash")).endsWith(".5");
        browser.type(Keys.ARROW_DOWN);
        assertThat(browser.see(".chunk[aria-pressed=true]", "").getDomAttribute("id"))
                .isEqualTo("chunks-6");
        assertThat(isInItsPane("#chunks-6")).isTrue();
        assertThat(browser.complaints()).isEmpty();
    }

    /** Of a document that takes a while and has several pages of chunks. */
    @Test
    void watchesAJobAndReadsItsChunksAsTheyAreNeeded() throws Exception {
        signIn();
        String text = IntStream.rangeClosed(1, 200)
                .mapToObj(i ->
                        "# Buoy %d\n\nBuoy %d is painted and lies %s.\n".formatted(i, i, "by the reef ".repeat(30)))
                .collect(Collectors.joining("\n"));
        UUID job = documentOf("buoys.md", text);
        browser.go("#/jobs/" + job);
        browser.see(".stages .now", "attempt 1");
        picture("job-running");
        browser.see(".stages .done", "completed");
        browser.see(".stages .done", "200 chunks");

        String buoys = completed(job);
        browser.go("#/documents/" + buoys);
        browser.see(".chunk", "Buoy 1");
        assertThat(browser.all(".chunk")).hasSize(50);
        browser.see("button.more", "More");
        browser.run("document.querySelectorAll('.pane')[1].scrollTop = 1e6");
        browser.find("#chunks-99");
        assertThat(browser.all(".piece")).hasSizeBetween(100, 101);

        String last = api.send(api.request("/v1/documents/" + buoys + "/chunks?limit=1"))
                .get("chunks.0.chunkId")
                .replaceFirst("0$", "199");
        browser.go("#/jobs");
        browser.see("h1", "Jobs");
        browser.go("#/documents/" + buoys + "/" + last);
        browser.see(".piece[aria-pressed=true]", "Buoy 200");
        await().until(() -> isInItsPane("#text-199") && isInItsPane("#chunks-199"));
        assertThat(browser.complaints()).isEmpty();
    }

    private boolean isInItsPane(String css) {
        return (Boolean) browser.run("""
                const thing = document.querySelector(arguments[0]).getBoundingClientRect();
                const pane = document.querySelector(arguments[0]).closest('.pane').getBoundingClientRect();
                return thing.top >= pane.top && thing.top < pane.bottom""", css);
    }

    @Test
    void stopsAndStartsARoute() throws Exception {
        signIn();
        browser.go("#/routes");
        press("suspend measure-line");
        browser.see("tr", "suspended");
        picture("routes");
        press("resume measure-line");
        browser.see("button[aria-label='suspend measure-line']", "");
        browser.find("input[type=search]").sendKeys("measure-line");
        await().until(() -> browser.all("tbody tr").size() == 1);
        press("stop measure-line");
        browser.see("tr", "stopped");
        press("start measure-line");
        browser.see("tr", "started");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void retriesAFailedJobFromItsPage() throws Exception {
        UUID job = dead("A lamp without oil ", "lamp.txt");
        signIn();
        browser.go("#/jobs/" + job);
        browser.see(".status", "dead");
        browser.see("[aria-label=Attempts] tr", "again in line");
        browser.see("[aria-label=Attempts] tr", "The object store does not answer");
        browser.see("[aria-label='Audit trail'] tr:last-child .id", ":");
        picture("job-dead");

        browser.see("button", "Retry").sendKeys(Keys.ENTER);
        browser.see("[role=status]", "tried again");
        browser.see(".stages .done", "completed");
        browser.see("[aria-label='Audit trail'] tr", "replayed");
        browser.see("a", "Open the document");
        assertThat(api.send(api.request("/v1/jobs/" + job + "/record")).get("attempts.2.endedAs"))
                .isEqualTo("completed");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void replaysADeadLetter() throws Exception {
        UUID job = dead("A lamp without a wick ", "wick.txt");
        signIn();
        browser.go("#/dead");
        browser.see("tr", "The object store does not answer");
        picture("dead");
        press("Replay " + job);
        browser.see("[role=status]", "tried again");
        await().atMost(PATIENCE).until(() -> isCompleted(job));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void cancelsAJobThatWaits() throws Exception {
        signIn();
        operate("dispatch-jobs", "suspend");
        try {
            UUID job = send("A ship that never sails ", "ship.txt");
            browser.go("#/jobs/" + job);
            browser.see(".stages .now", "place");
            picture("job-waiting");
            browser.run("window.confirm = () => true");
            browser.see("button", "Cancel").click();
            browser.see(".status", "cancelled");
            browser.see(".bar", "upload it again");
        } finally {
            operate("dispatch-jobs", "resume");
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void listsPageByPage() throws Exception {
        String name = newTenant();
        UUID tenant = ledger.value(UUID.class, "select id from tenant where name = ?", name);
        operate("dispatch-jobs", "suspend");
        for (int i = 0; i < 60; i++) {
            ledger.set(
                    ledger.newJob(tenant).jobId(),
                    "status = 'dead', due_at = null, finished_at = now(), error_code = 'store_unavailable', error_detail = 'No answer'");
        }
        operate("dispatch-jobs", "resume");
        signIn(name);
        for (String page : List.of("jobs", "documents", "dead")) {
            browser.go("#/" + page);
            browser.see("h1", page.substring(1));
            await().until(() -> browser.all("tbody tr").size() == 50);
            browser.see("button", "More").sendKeys(Keys.ENTER);
            await().until(() -> browser.all("tbody tr").size() == 60);
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void drawsHowTheServiceDoes() throws Exception {
        signIn();
        browser.go("#/overview");
        browser.see(".chart", "waiting");
        assertThat(browser.all(".chart canvas")).hasSize(4);
        if (takesPictures()) {
            await().atMost(PATIENCE).pollDelay(Duration.ofSeconds(20)).until(() -> true);
        }
        picture("overview");
        browser.prefer("light");
        Object light = browser.run("return document.querySelector('canvas').toDataURL()");
        browser.prefer("dark");
        await().until(() -> !light.equals(browser.run("return document.querySelector('canvas').toDataURL()")));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void erasesADocument() throws Exception {
        String document = completed(send("A wreck that nobody shall find ", "wreck.txt"));
        signIn();
        browser.go("#/documents");
        browser.see("td a", "wreck.txt");
        picture("documents");
        browser.go("#/documents/" + document);
        browser.see(".chunk", "nobody shall find");
        browser.run("window.confirm = () => true");
        browser.see("button", "Erase").click();
        browser.see("[role=status]", "receipt");
        assertThat(api.send(api.request("/v1/documents/" + document)).status()).isEqualTo(404);
    }

    /** On a phone nothing is wider than the screen, and nothing scrolls sideways. */
    @Test
    void fitsAPhone() throws Exception {
        UUID job = dead("A net with a hole ", "a-net-with-a-hole-and-a-very-long-name-that-goes-on-and-on.txt");
        String handbook =
                completed(documentOf("handbook.md", Files.readString(Path.of("samples/operators-handbook.md"))));
        signIn();
        browser.resize(390, 844);
        for (String page : PAGES) {
            browser.go("#/" + page);
            browser.find("h1");
            assertFits(page);
        }
        browser.go("#/dead");
        browser.see("td", "a-net-with-a-hole");
        assertFits("dead letters");
        browser.go("#/routes");
        browser.see("td", "measure-line");
        assertFits("routes");
        browser.go("#/jobs/" + job);
        browser.see("[aria-label=Attempts] tr", "again in line");
        assertFits("job");
        picture("phone-job");
        browser.go("#/documents/" + handbook);
        browser.see("#chunks-1", "").click();
        assertFits("document");
        picture("phone-document");
    }

    private void assertFits(String page) {
        assertThat(browser.run("return innerWidth")).isEqualTo(390L);
        assertThat(browser.tooWide()).as(page).isEmpty();
    }

    /** Names that are markup stay text. */
    @Test
    void showsMarkupAsText() throws Exception {
        signIn(newTenant());
        Path file = Files.writeString(folder.resolve("<img src=x onerror=alert(1)>.md"), "# <script>alert(2)</script>");
        browser.all("#files").get(0).sendKeys(file.toString());
        browser.see(".row", "<img src=x onerror=alert(1)>.md");
        browser.see(".row .status", "completed");
        assertThat(browser.complaints()).isEmpty();
    }

    /** From the sign-in to a chunk and its place in the text, without a pointer. */
    @Test
    void isUsedByKeyboardAlone() throws Exception {
        completed(documentOf("pilot.md", Files.readString(Path.of("samples/operators-handbook.md"))));
        browser.find("form");
        browser.tabTo("input[name=key]", "");
        browser.type(Caller.KEY);
        browser.tabTo("button", "Sign in");
        browser.type(Keys.ENTER);
        browser.see("h1", "Upload");
        browser.tabTo("nav a", "Documents");
        browser.type(Keys.ENTER);
        browser.see("td a", "pilot.md");
        browser.tabTo("td a", "pilot.md");
        browser.type(Keys.ENTER);
        browser.see(".chunk", "");
        browser.tabTo(".piece", "");
        browser.type(Keys.ARROW_DOWN);
        browser.see(".chunk[aria-pressed=true]", "#1");
        browser.tabTo(".chunk", "#1");
        browser.type(Keys.ARROW_DOWN);
        assertThat(browser.see(".piece[aria-pressed=true]", "").getDomAttribute("id"))
                .isEqualTo("text-2");
        assertThat(browser.complaints()).isEmpty();
    }

    /** A job that failed twice because of the object store, and was set aside. */
    private UUID dead(String content, String filename) throws Exception {
        operate("dispatch-jobs", "suspend");
        UUID job = send(content, filename);
        Failure away = new Failure.Transient(ErrorCode.STORE_UNAVAILABLE, "The object store does not answer");
        failures.record(ledger.claim(job), away);
        ledger.set(job, "tries = 99");
        failures.record(ledger.claim(job), away);
        operate("dispatch-jobs", "resume");
        return job;
    }

    private void operate(String route, String action) throws Exception {
        assertThat(api.send(api.adminRequest("/routes/" + route + "/" + action).POST(BodyPublishers.noBody()))
                        .status())
                .isEqualTo(200);
    }

    private UUID send(String content, String filename) throws Exception {
        return documentOf(filename, content + UUID.randomUUID());
    }

    /** The job of an upload. */
    private UUID documentOf(String filename, String content) throws Exception {
        return api.send(api.upload(UUID.randomUUID().toString(), content).header("X-Filename", filename))
                .jobId();
    }

    /** The document of the job, once it is whole. */
    private String completed(UUID job) throws Exception {
        await().atMost(PATIENCE).until(() -> isCompleted(job));
        return api.send(api.request("/v1/jobs/" + job)).get("documentId");
    }

    private boolean isCompleted(UUID job) throws Exception {
        return api.send(api.request("/v1/jobs/" + job)).get("status").equals("completed");
    }

    private void press(String label) {
        browser.find("button[aria-label='" + label + "']").click();
    }

    private void signIn() {
        enter(Caller.KEY, Caller.ADMIN_KEY);
        browser.see("h1", "Upload");
    }

    private void signIn(String tenant) throws Exception {
        String keys = "/tenants/" + tenant + "/keys";
        enter(api.send(api.adminRequest(keys).POST(BodyPublishers.noBody())).get("key"), "");
        browser.see("h1", "Upload");
    }

    /** A tenant whose documents are on nobody else's pictures, by name. */
    private String newTenant() throws Exception {
        String name = "harbour-" + UUID.randomUUID();
        api.send(api.adminRequest("/tenants").POST(BodyPublishers.ofString("{\"name\":\"%s\"}".formatted(name))));
        return name;
    }

    private void enter(String key, String adminKey) {
        WebElement form = browser.find("form");
        form.findElement(By.name("key")).sendKeys(key);
        form.findElement(By.name("admin")).sendKeys(adminKey);
        form.findElement(By.tagName("button")).click();
    }

    private void picture(String page) throws IOException {
        if (takesPictures()) {
            for (String light : List.of("light", "dark")) {
                browser.prefer(light);
                browser.picture(Path.of("docs/images/%s-%s.png".formatted(page, light)));
            }
        }
    }

    private static boolean takesPictures() {
        return Boolean.getBoolean("docs.update");
    }
}
