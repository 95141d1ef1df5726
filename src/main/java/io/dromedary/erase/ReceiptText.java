package io.dromedary.erase;

import io.dromedary.erase.Receipt.SignedReceipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Words a receipt for a sheet of paper: lines of ASCII that fit on it. Pure. */
@Component
public class ReceiptText {

    private static final int LINE = 80;

    /** The whole receipt, its signature included, so that paper proves as much as JSON. */
    public String of(SignedReceipt signed) {
        Receipt receipt = signed.receipt();
        List<String> lines = new ArrayList<>(List.of(
                "RECEIPT OF ERASURE",
                " ",
                "Erasure     " + receipt.erasureId(),
                "Tenant      " + receipt.tenantId(),
                "Erased      " + receipt.subject().code() + " " + receipt.subjectId(),
                "For         " + receipt.actor().code(),
                "At          " + receipt.erasedAt(),
                "Checked at  " + receipt.checkedAt(),
                " ",
                receipt.complete() ? "Nothing of it was found at this check." : "Something of it is still there.",
                " ",
                "Removed"));
        lines.addAll(table(receipt.removed()));
        lines.addAll(List.of(" ", "Found at this check"));
        lines.addAll(table(receipt.remaining()));
        lines.addAll(List.of(" ", "Signature (JWS, EdDSA; the key is at /v1/receipt-keys)"));
        String signature = signed.signature();
        for (int from = 0; from < signature.length(); from += LINE) {
            lines.add(signature.substring(from, Math.min(signature.length(), from + LINE)));
        }
        return String.join("\n", lines);
    }

    private static List<String> table(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(count -> "  %-28s %d".formatted(count.getKey(), count.getValue()))
                .toList();
    }
}
