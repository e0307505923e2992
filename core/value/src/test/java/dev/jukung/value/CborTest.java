package dev.jukung.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data items as RFC 8949 writes them in its appendix A, and what Kubernetes makes of them. */
class CborTest {
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "00 | 0",
                "17 | 23",
                "1818 | 24",
                "1903e8 | 1000",
                "1a000f4240 | 1000000",
                "1b000000e8d4a51000 | 1000000000000",
                "1b7fffffffffffffff | 9223372036854775807",
                "20 | -1",
                "3903e7 | -1000",
                "3b7fffffffffffffff | -9223372036854775808",
                "f93c00 | 1.0",
                "f93e00 | 1.5",
                "f90001 | 5.960464477539063e-8",
                "fa47c35000 | 100000.0",
                "fb3ff199999999999a | 1.1",
                "f4 | false",
                "f5 | true",
                "f6 | null",
                "6161 | \"a\"",
                "4161 | \"a\"",
                "62c3bc | \"ü\"",
                "c074323031332d30332d32315432303a30343a30305a | \"2013-03-21T20:04:00Z\"",
                "c11a514b67b0 | \"2013-03-21T20:04:00Z\"",
                "c1fb41d452d9ec200000 | \"2013-03-21T20:04:00.500Z\"",
                "d64401020304 | \"AQIDBA==\"",
                "d5420fff | \"D_8\"",
                "d74401020304 | \"01020304\"",
                "d82076687474703a2f2f7777772e6578616d706c652e636f6d | \"http://www.example.com\"",
                "80 | []",
                "8301820203820405 | [1,[2,3],[4,5]]",
                "9f018202039f0405ffff | [1,[2,3],[4,5]]",
                "a26161016162820203 | {\"a\":1,\"b\":[2,3]}",
                "a24161014162820203 | {\"a\":1,\"b\":[2,3]}",
                "bf6346756ef563416d7421ff | {\"Fun\":true,\"Amt\":-2}",
                "7f657374726561646d696e67ff | \"streaming\"",
                "d9d9f7a0 | {}",
            })
    void isRead(String hex, String json) {
        assertThat(Cbor.parse(bytes(hex))).isEqualTo(Json.parse(json));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1bffffffffffffffff | cbor: cannot unmarshal positive integer into Go value of type interface {}"
                        + " (18446744073709551615 overflows Go's int64)",
                "c249010000000000000000 | cbor: bignum is not supported",
                "f97e00 | cbor: floating-point NaN",
                "f97c00 | cbor: floating-point infinity",
                "f7 | cbor: simple value 23 is not recognized",
                "f818 | cbor: simple value 24 is not recognized",
                "61ff | cbor: invalid UTF-8 string",
                "a10102 | cbor: cannot unmarshal positive integer into Go value of type string",
                "a2616101616102 | cbor: found duplicate map key \"a\" at map element index 1",
                "0000 | cbor: 1 bytes of extraneous data starting at index 1",
                "1c | cbor: invalid additional information 28 for type positive integer",
                "ff | cbor: unexpected \"break\" code",
                "5f00ff | cbor: wrong element type positive integer for indefinite-length byte string",
                "62 | unexpected EOF",
                "9b7fffffffffffffff | unexpected EOF",
                "bb7fffffffffffffff | unexpected EOF",
                "5affffffff | unexpected EOF",
            })
    void whatJsonCannotSayIsRefused(String hex, String message) {
        assertThatThrownBy(() -> Cbor.parse(bytes(hex)))
                .isInstanceOf(ParseException.class)
                .hasMessage(message);
    }

    @Test
    void depthHasALimit() {
        for (String level : List.of("81", "a14161", "c6", "d6", "9f")) {
            assertThatThrownBy(() -> Cbor.parse(bytes(level.repeat(100_000) + "00")))
                    .hasMessage("cbor: exceeded max nested level 1000");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":[1,-1,true,null]} | d9d9f7a141618401 20f5f6",
                "\"ü\" | d9d9f742c3bc",
                "1.5 | d9d9f7f93e00",
                "100000.0 | d9d9f7fa47c35000",
                "1.1 | d9d9f7fb3ff199999999999a",
                "[24,256,65536,4294967296] | d9d9f7841818190100 1a00010000 1b0000000100000000",
            })
    void isWrittenShort(String json, String hex) {
        assertThat(HexFormat.of().formatHex(Cbor.bytes(Json.parse(json)))).isEqualTo(hex.replace(" ", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"kind\":\"Pod\",\"x\":[{\"y\":-9223372036854775808},0.1,1e300,\"\"],\"z\":{}}", "[]"})
    void whatIsWrittenIsReadAgain(String json) {
        assertThat(Cbor.parse(Cbor.bytes(Json.parse(json)))).isEqualTo(Json.parse(json));
    }
}
