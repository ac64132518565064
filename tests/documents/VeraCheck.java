import java.io.File;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** java -cp … VeraCheck.java FLAVOUR FILE…: one line a file (PASS, FAIL or ERROR, a tab, the file), then the rules broken. */
public class VeraCheck {
    public static void main(String[] arguments) {
        VeraGreenfieldFoundryProvider.initialise();
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(arguments[i]), flavour)) {
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, 10000, false, false, false);
                report(arguments[i], validator.validate(parser));
            } catch (Exception error) {
                System.out.println("ERROR\t" + arguments[i] + "\n\t" + error);
            }
        }
    }

    static void report(String file, ValidationResult result) {
        System.out.println((result.isCompliant() ? "PASS\t" : "FAIL\t") + file);
        Map<String, Integer> count = new TreeMap<>();
        Map<String, String> message = new HashMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                count.merge(rule, 1, Integer::sum);
                message.put(rule, assertion.getMessage());
            }
        }
        for (String rule : count.keySet()) {
            System.out.println("\t" + rule + " x" + count.get(rule) + " " + message.get(rule));
        }
    }
}
