package io.dromedary.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium from the system's packages, which talks to nobody but this machine. */
final class Browser implements AutoCloseable {

    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 900;
    private static final int TALLEST_PICTURE = 1400;
    private static final int MOST_TABS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ChromeDriver driver;
    private final String root;

    Browser(int port, Path profile) {
        this.root = "http://127.0.0.1:" + port;
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--user-data-dir=" + profile);
        this.driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        resize(WIDTH, HEIGHT);
    }

    static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    /** Makes the page as wide and high as a screen, also narrower than a window can be. */
    void resize(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    void open(String hash) {
        driver.get(root + "/" + hash);
    }

    /** Goes to another page of the console as its links do, without loading it again. */
    void go(String hash) {
        driver.executeScript("location.hash = arguments[0]", hash);
    }

    /** Waits for an element that shows the text. */
    WebElement see(String css, String text) {
        return new WebDriverWait(driver, PATIENCE)
                .withMessage(() -> "%s with %s in: %s".formatted(css, text, text()))
                .until(page -> page.findElements(By.cssSelector(css)).stream()
                        .filter(element -> shows(element, text))
                        .findFirst()
                        .orElse(null));
    }

    private static boolean shows(WebElement element, String text) {
        try {
            return element.getText().contains(text);
        } catch (org.openqa.selenium.StaleElementReferenceException e) {
            return false;
        }
    }

    WebElement find(String css) {
        return see(css, "");
    }

    List<WebElement> all(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Light or dark, as the system would have it. */
    void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What the page complained about: errors of scripts, and what its security policy refused. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Types where the focus is. */
    void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Goes on by the key Tab to what matches, and shows the text or is called so; fails when Tab never comes there. */
    WebElement tabTo(String css, String text) {
        for (int i = 0; i < MOST_TABS; i++) {
            type(Keys.TAB);
            WebElement here = driver.switchTo().activeElement();
            if ((Boolean) run("return arguments[0].matches(arguments[1])", here, css)
                    && (here.getText().contains(text) || text.equals(here.getDomAttribute("aria-label")))) {
                return here;
            }
        }
        throw new AssertionError("Tab never comes to %s with %s in: %s".formatted(css, text, text()));
    }

    /** What is cut off or scrolls sideways, which on a narrow screen nothing does. */
    @SuppressWarnings("unchecked")
    List<String> tooWide() {
        return (List<String>) run("""
                return [document.documentElement, ...document.querySelectorAll('body *')]
                    .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
                        && (e === document.documentElement || getComputedStyle(e).overflowX !== 'visible'))
                    .map(e => `${e.tagName}.${e.className} ${e.scrollWidth} > ${e.clientWidth}`)""");
    }

    /** The whole page from its top, unless it is very long, at the present width and without empty space below it. */
    void picture(Path file) throws IOException {
        long width = (Long) run("return innerWidth");
        long height = (Long) run("return innerHeight");
        run("scrollTo(0, 0)");
        long page = (Long) run("return document.getElementById('app').scrollHeight");
        resize((int) width, (int) Math.min(page, TALLEST_PICTURE));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        resize((int) width, (int) height);
    }

    @Override
    public void close() {
        driver.quit();
    }
}
