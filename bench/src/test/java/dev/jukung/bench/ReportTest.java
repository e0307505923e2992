package dev.jukung.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.value.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Report report = new Report(new Machine(2, "", 4000, "Some JDK 25", 0.5));

    @Test
    void theTableHasAHeadForEachPartAndColumnsAsWideAsTheirCells() {
        report.add(new Row("start", "API ready", "1.2 s", Map.of(), new Yardstick("1 s", "2.2 s")));
        report.add(new Row("start", "a longer name of a figure", "3 s", Map.of(), Yardstick.NONE));
        report.add(new Row("idle", "CPU", "0.1 %", Map.of(), new Yardstick("0.5 %", "")));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        report.printText(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .endsWith("""

                start
                  what                       value  target  reference
                  API ready                  1.2 s  1 s     2.2 s
                  a longer name of a figure  3 s

                idle
                  what                       value  target  reference
                  CPU                        0.1 %  0.5 %
                """)
                .startsWith("Machine: 2 cores, 4000 MiB; JDK Some JDK 25; load before: 0.5.");
    }

    @Test
    void machinesGetNumbersWithTheirUnits() {
        report.add(new Row("idle", "CPU", "0.1 %", Map.of("percentOfCore", 0.12345), new Yardstick("0.5 %", "5 %")));

        assertThat(Json.write(report.json().list("measurements")))
                .isEqualTo("[{\"part\":\"idle\",\"what\":\"CPU\",\"value\":\"0.1 %\","
                        + "\"numbers\":{\"percentOfCore\":0.1235},\"target\":\"0.5 %\",\"reference\":\"5 %\"}]");
        assertThat(report.json().object("machine").integer("cores", 0)).isEqualTo(2);
    }
}
