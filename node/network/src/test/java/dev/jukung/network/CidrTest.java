package dev.jukung.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.model.Addresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CidrTest {
    @ParameterizedTest
    @CsvSource({"10.1.2.3/8, 10.0.0.0/8", "10.1.2.3/32, 10.1.2.3/32", "10.1.2.3/0, 0.0.0.0/0", "fd00::ff/64, fd00::/64"
    })
    void cidrsLoseTheirHostBits(String text, String canonical) {
        assertThat(Cidr.canonical(text)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "x/8", "10.0.0.0/", "fd00::/129"})
    void whatIsNoCidrIsEmpty(String text) {
        assertThat(Cidr.canonical(text)).isEmpty();
    }

    @Test
    void cidrsContainTheirAddressesOnly() {
        Cidr cidr = Cidr.parse("10.88.1.0/24").orElseThrow();

        assertThat(cidr.contains(Addresses.parse("10.88.1.255").orElseThrow())).isTrue();
        assertThat(cidr.contains(Addresses.parse("10.88.2.0").orElseThrow())).isFalse();
        assertThat(cidr.contains(Addresses.parse("fd00::1").orElseThrow())).isFalse();
    }
}
