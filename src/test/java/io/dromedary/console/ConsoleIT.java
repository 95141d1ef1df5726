package io.dromedary.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.Caller;
import io.dromedary.Pdfs;
import io.dromedary.WithApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    private static final List<String> PAGES = List.of("upload", "jobs", "search", "routes");

    @Autowired
    private Caller api;

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
