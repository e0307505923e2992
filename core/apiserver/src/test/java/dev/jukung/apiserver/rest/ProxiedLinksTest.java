package dev.jukung.apiserver.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiedLinksTest {
    private static final ProxiedLinks LINKS = new ProxiedLinks("/api/p/proxy", "10.0.0.1:80", "jukung:6443");

    @ParameterizedTest
    @CsvSource({
        "/x, /api/p/proxy/x",
        "/x/?a=/b#c, /api/p/proxy/x/?a=/b#c",
        "/, /api/p/proxy/",
        "x/y, x/y",
        "'', ''",
        "/api/p/proxy/x, /api/p/proxy/x",
        "http://10.0.0.1:80/x, /api/p/proxy/x",
        "https://jukung:6443/x, https://jukung:6443/api/p/proxy/x",
        "https://example.com/x, https://example.com/x",
        "mailto:a@b, mailto:a@b",
    })
    void anAbsolutePathOfTheServerLeadsThroughTheProxy(String link, String expected) {
        assertThat(LINKS.rewrite(link)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "<a href=\"/x\">/x</a>, <a href=\"/api/p/proxy/x\">/x</a>",
                "<A class=c HREF='/x' >, <A class=c HREF='/api/p/proxy/x' >",
                "<img src=/x><img/src=/y/>, <img src=/api/p/proxy/x><img/src=/api/p/proxy/y/>",
                "<p title=\"/x\">, <p title=\"/x\">",
                "<!-- <a href=\"/x\"> -->, <!-- <a href=\"/x\"> -->",
                "<script src=\"/s\">\"<a href='/x'>\"</script><a href=/y>, <script src=\"/api/p/proxy/s\">\"<a href='/x'>\"</script><a href=/api/p/proxy/y>",
                "1 < 2 <a href=, 1 < 2 <a href=",
                "<a href=\"/x, <a href=\"/api/p/proxy/x",
            })
    void onlyLinksOfAPageAreChanged(String page, String expected) {
        assertThat(LINKS.rewriteHtml(page)).isEqualTo(expected);
    }
}
