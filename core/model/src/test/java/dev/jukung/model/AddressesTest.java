package dev.jukung.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "10.96.0.10, 10.96.0.10",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "::, ::",
        "::1, ::1",
        "fe80::, fe80::",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "::ffff:10.0.0.1, 10.0.0.1"
    })
    void addressesHaveOneTextForm(String text, String canonical) {
        assertThat(Addresses.canonical(text)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.com", "10.0.1", "10", "fe80::1%eth0", "10.0.0.256", "1.2.3.4.5", "[::1]"})
    void whatIsNoAddressIsEmpty(String text) {
        assertThat(Addresses.canonical(text)).isEmpty();
    }
}
