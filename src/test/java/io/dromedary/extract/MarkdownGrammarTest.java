package io.dromedary.extract;

import static io.dromedary.extract.Texts.all;
import static io.dromedary.extract.Texts.joined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.dromedary.extract.Element.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownGrammarTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {"# One>1>One", "###### Six ######>6>Six", "   ## C# and F#  >2>C# and F#", "##\tTab #>2>Tab"})
    void knowsHeadings(String line, int level, String title) throws IOException {
        assertThat(elements(line + "\ntext"))
                .containsExactly(
                        new Element(Kind.HEADING, line + "\n", 0, 0, level, title),
                        new Element(Kind.PARAGRAPH, "text", line.length() + 1, 0, 0, ""));
    }

    @Test
    void knowsUnderlinedHeadings() throws IOException {
        assertThat(elements("One\n===\nTwo\n---\n\nThree\n--\n"))
                .extracting(Element::kind, Element::level, Element::title, Element::text)
                .containsExactly(
                        tuple(Kind.HEADING, 1, "One", "One\n===\n"),
                        tuple(Kind.HEADING, 2, "Two", "Two\n---\n\n"),
                        tuple(Kind.HEADING, 2, "Three", "Three\n--\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#hashtag",
                "####### seven",
                "    # code",
                "#",
                "text\n    # more",
                "\\# escaped",
                "two\nlines\n---"
            })
    void knowsWhatIsNoHeading(String text) throws IOException {
        assertThat(elements(text)).extracting(Element::kind).doesNotContain(Kind.HEADING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```sh\n# comment\n\n- no item\n```\n",
                "~~~\n```\n# comment\n~~~~\n",
                "````\n```\n# x\n````\n",
                "```\n# never closed\n\n| a | b |\n"
            })
    void leavesFencedCodeAlone(String code) throws IOException {
        assertThat(elements(code)).containsExactly(new Element(Kind.CODE, code, 0, 0, 0, ""));
    }

    @Test
    void knowsWhereFencedCodeEnds() throws IOException {
        assertThat(elements("text\n```\n# code\n```\n# Title\n```inline``` code\n"))
                .extracting(Element::kind)
                .containsExactly(Kind.PARAGRAPH, Kind.CODE, Kind.HEADING, Kind.PARAGRAPH);
    }

    @Test
    void keepsAListItemTogether() throws IOException {
        assertThat(elements("- one\n  more\n\n  still one\n* two\nlazy\n10) ten\n\nafter"))
                .extracting(Element::kind, Element::text)
                .containsExactly(
                        tuple(Kind.LIST_ITEM, "- one\n  more\n\n  still one\n"),
                        tuple(Kind.LIST_ITEM, "* two\nlazy\n"),
                        tuple(Kind.LIST_ITEM, "10) ten\n\n"),
                        tuple(Kind.PARAGRAPH, "after"));
    }

    @Test
    void keepsATableTogether() throws IOException {
        assertThat(elements("Rates:\n| a | b |\n|---|---|\n| 1 | 2 |\nafter"))
                .extracting(Element::kind)
                .containsExactly(Kind.PARAGRAPH, Kind.TABLE, Kind.PARAGRAPH);
    }

    @Test
    void readsQuotesAndThematicBreaksAsParagraphs() throws IOException {
        assertThat(elements("> a\n> b\n>\n> c\n\n* * *\nd\n"))
                .extracting(Element::kind, Element::text)
                .containsExactly(
                        tuple(Kind.PARAGRAPH, "> a\n> b\n>\n"),
                        tuple(Kind.PARAGRAPH, "> c\n\n"),
                        tuple(Kind.PARAGRAPH, "* * *\n"),
                        tuple(Kind.PARAGRAPH, "d\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "-", "*", "- ", "`", "~", "|", ">", "=", "1. ", "# #", " \t"})
    void survivesEndlessMarks(String mark) throws IOException {
        String text = "x\n" + mark.repeat(50_000) + "\n";

        assertThat(joined(elements(text))).isEqualTo(text);
    }

    @Test
    void tilesARealDocument() throws IOException {
        Path file = Path.of("src/test/resources/text/field-guide.md");
        List<Element> elements = all(new DirectExtractor(page -> "").open(file, "text/markdown"));

        assertThat(joined(elements)).isEqualTo(Files.readString(file));
        assertThat(elements)
                .filteredOn(element -> element.kind() == Kind.HEADING)
                .extracting(Element::title)
                .containsExactly(
                        "A field guide to camels 🐪",
                        "The name",
                        "Keeping a caravan",
                        "Rates",
                        "Planning by program",
                        "Nothing but a heading",
                        "Sources");
    }

    private List<Element> elements(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("document.md"), text);
        return all(new DirectExtractor(page -> "").open(file, "text/markdown"));
    }
}
