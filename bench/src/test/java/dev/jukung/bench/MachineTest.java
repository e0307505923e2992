package dev.jukung.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void theProcessorIsTheFirstOneThatTheKernelNames() {
        String cpuinfo = "processor\t: 0\nmodel name\t: Quick CPU: 3 GHz\n\nprocessor\t: 1\nmodel name\t: Other\n";

        assertThat(Machine.processor(cpuinfo)).isEqualTo("Quick CPU: 3 GHz");
        assertThat(Machine.processor("processor\t: 0\nBogoMIPS\t: 50.00\n")).isEmpty();
    }

    @Test
    void memoryAndLoadAreReadFromTheKernelsTexts() {
        assertThat(Machine.memoryMib("MemTotal:        2048000 kB\nMemFree: 1 kB\n"))
                .isEqualTo(2000);
        assertThat(Machine.load("1.25 0.80 0.50 2/301 4711\n")).isEqualTo(1.25);
    }
}
