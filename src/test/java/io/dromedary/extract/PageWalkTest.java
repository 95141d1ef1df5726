package io.dromedary.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNull;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.junit.jupiter.api.Test;

class PageWalkTest {

    /** Pages at three depths: 1 (2 (3) 4) 5 () 6. */
    private final byte[] nested = file(tree(page(1), tree(page(2), tree(page(3)), page(4)), page(5), tree(), page(6)));

    @Test
    void goesThePagesInTheOrderOfPdfbox() throws IOException {
        try (PDDocument document = Loader.loadPDF(nested)) {
            List<Integer> theirs = new ArrayList<>();
            document.getPages().forEach(page -> theirs.add(number(page)));
            assertThat(numbers(new PageWalk(document))).isEqualTo(theirs).containsExactly(1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void goesOnInAnotherOpeningFromAnyPage() throws IOException {
        for (int passed = 0; passed <= 6; passed++) {
            try (PDDocument first = Loader.loadPDF(nested);
                    PDDocument second = Loader.loadPDF(nested)) {
                PageWalk walk = new PageWalk(first);
                for (int page = 0; page < passed; page++) {
                    walk.next();
                }
                // Whether the next page was looked for makes no difference.
                boolean more = passed % 2 == 0 && walk.hasNext();
                walk.goOnIn(second);
                List<Integer> rest = numbers(walk);
                assertThat(rest).isEqualTo(List.of(1, 2, 3, 4, 5, 6).subList(passed, 6));
                assertThat(more).isEqualTo(passed % 2 == 0 && passed < 6);
            }
        }
    }

    @Test
    void loadsNoPageBeforeItsTurn() throws IOException {
        COSObjectKey third;
        try (PDDocument document = Loader.loadPDF(nested)) {
            PageWalk walk = new PageWalk(document);
            walk.next();
            walk.next();
            third = walk.next().key();
        }
        try (PDDocument document = Loader.loadPDF(nested)) {
            PageWalk walk = new PageWalk(document);
            walk.next();
            walk.next();
            COSObject page = document.getDocument().getObjectFromPool(third);
            assertThat(page.isDereferenced()).isFalse();
            walk.next();
            assertThat(page.isDereferenced()).isTrue();
        }
    }

    @Test
    void entersANodeOnce() throws IOException {
        COSDictionary loop = tree(page(1));
        loop.getCOSArray(COSName.KIDS).add(loop);
        loop.getCOSArray(COSName.KIDS).add(page(2));
        try (PDDocument document = Loader.loadPDF(file(tree(loop, loop, page(3))))) {
            assertThat(numbers(new PageWalk(document))).containsExactly(1, 2, 3);
        }
    }

    @Test
    void showsAPageThatIsNotThereAndSkipsWhatIsNone() throws IOException {
        try (PDDocument document =
                Loader.loadPDF(file(tree(page(1), COSNull.NULL, COSInteger.ONE, new COSDictionary(), page(2))))) {
            PageWalk walk = new PageWalk(document);
            assertThat(walk.next().dictionary().getInt(COSName.ROTATE)).isEqualTo(1);
            assertThat(walk.next().dictionary().size()).isZero();
            assertThat(walk.next().dictionary().getInt(COSName.ROTATE)).isEqualTo(2);
            assertThat(walk.hasNext()).isFalse();
            assertThatThrownBy(walk::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    private static List<Integer> numbers(PageWalk walk) {
        List<Integer> numbers = new ArrayList<>();
        while (walk.hasNext()) {
            numbers.add(walk.next().dictionary().getInt(COSName.ROTATE));
        }
        return numbers;
    }

    private static int number(PDPage page) {
        return page.getCOSObject().getInt(COSName.ROTATE);
    }

    /** A page that keeps its number where nothing looks at it. */
    private static COSDictionary page(int number) {
        COSDictionary page = new COSDictionary();
        page.setItem(COSName.TYPE, COSName.PAGE);
        page.setInt(COSName.ROTATE, number);
        return page;
    }

    private static COSDictionary tree(COSBase... kids) {
        COSDictionary node = new COSDictionary();
        node.setItem(COSName.TYPE, COSName.PAGES);
        node.setItem(COSName.KIDS, new COSArray(List.of(kids)));
        node.setInt(COSName.COUNT, 6);
        return node;
    }

    private static byte[] file(COSDictionary root) {
        try (PDDocument document = new PDDocument()) {
            document.getDocumentCatalog().getCOSObject().setItem(COSName.PAGES, root);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
