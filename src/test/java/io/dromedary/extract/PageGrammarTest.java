package io.dromedary.extract;

import static org.assertj.core.api.Assertions.assertThat;

import io.dromedary.extract.Outline.Heading;
import io.dromedary.extract.RunningLines.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageGrammarTest {

    private static List<String> read(List<Heading> headings, String page) {
        Tiler tiler = new Tiler();
        new PageGrammar().page(page.lines().toList(), 1, headings, tiler);
        tiler.end();
        List<String> elements = new ArrayList<>();
        while (tiler.hasElement()) {
            Element element = tiler.take();
            elements.add(element.kind() + " " + element.text().strip());
        }
        return elements;
    }

    private static List<String> read(String page) {
        return read(List.of(), page);
    }

    @Test
    void joinsLinesOverTheMarginAndTheHyphensOfSetting() {
        assertThat(read("""
                A caravan that leaves before sunrise reaches the first oa-
                sis at noon, and a well-
                Known one in the evening when the light is low and the water
                is cold.
                The next day it rests, which is what the animals like most of
                all things."""))
                .containsExactly(
                        "PARAGRAPH A caravan that leaves before sunrise reaches the first oasis at noon, and a well-\n"
                                + "Known one in the evening when the light is low and the water is cold.",
                        "PARAGRAPH The next day it rests, which is what the animals like most of all things.");
    }

    @Test
    void keepsShortLinesAndTablesOfContentsAsLines() {
        assertThat(read("""
                Water
                Bread
                1 Wells . . . . . . . . . . . . . . . . . . . . 12
                2 Roads . . . . . . . . . . . . . . . . . . . . 34"""))
                .containsExactly("PARAGRAPH Water\nBread\n1 Wells . . . . . . . . . . . . . . . . . . . . 12\n"
                        + "2 Roads . . . . . . . . . . . . . . . . . . . . 34");
    }

    @Test
    void takesLinesOfNumbersForATable() {
        assertThat(read("""
                The table shows what the routes cost in days and coins, as far as it is known.
                Route Days Coins
                North 12 40
                South 9 35.5
                West 20 -
                East 14 50
                All are paid in advance."""))
                .contains("TABLE Route Days Coins\nNorth 12 40\nSouth 9 35.5\nWest 20 -\nEast 14 50")
                .startsWith("PARAGRAPH The table shows what the routes cost in days and coins, as far as it is known.");
    }

    @Test
    void findsHeadingsThatTakeSeveralLines() {
        assertThat(read(List.of(new Heading(1, "On the keeping of camels")), """
                Chapter 3
                On the keeping
                of camels
                They are kept outside."""))
                .containsExactly(
                        "PARAGRAPH Chapter 3", "HEADING On the keeping of camels", "PARAGRAPH They are kept outside.");
    }

    @Test
    void findsHeadersAndFootersByTheirNeighbours() {
        List<Page> pages = new ArrayList<>();
        String[] words = {"", "salt", "dates", "wool", "tents", "ropes"};
        for (int number = 1; number <= 5; number++) {
            String head = number % 2 == 0 ? number + 40 + " Chapter 2" : "2." + number + " Wells " + (number + 40);
            pages.add(new Page(
                    number,
                    List.of(head, "Of " + words[number], "they talk", "and of more " + words[number], "Draft")));
        }

        assertThat(RunningLines.body(pages.get(2), List.of(pages.get(0), pages.get(1), pages.get(3), pages.get(4))))
                .containsExactly("Of wool", "they talk", "and of more wool");
        assertThat(RunningLines.body(pages.get(2), List.of())).hasSize(5);
    }

    @Test
    void keepsAPageThatHasLittleElse() {
        Page one = new Page(1, List.of("Page 1 of the caravan."));
        Page two = new Page(2, List.of("Page 2 of the caravan."));

        assertThat(RunningLines.body(one, List.of(two))).isEqualTo(one.lines());
    }

    @Test
    void keepsFootnotesThatHappenToBeNumberedAsThePages() {
        String[] words = {"springs", "cisterns", "ponds"};
        List<Page> pages = new ArrayList<>();
        for (int number = 41; number <= 43; number++) {
            String word = words[number - 41];
            pages.add(new Page(
                    number,
                    List.of(
                            number + " Wells",
                            "Of " + word,
                            "they talk",
                            "and of more " + word,
                            "%d Of %s nothing is said here.".formatted(number + 7, word))));
        }

        assertThat(RunningLines.body(pages.get(1), List.of(pages.get(0), pages.get(2))))
                .containsExactly(
                        "Of cisterns", "they talk", "and of more cisterns", "49 Of cisterns nothing is said here.");
    }
}
