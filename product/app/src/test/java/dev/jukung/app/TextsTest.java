package dev.jukung.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TextsTest {
    private static final Pattern USE = Pattern.compile("\\bcontext\\.(?:text|say)\\(\\s*\"([a-z][a-z0-9.-]+)\"");

    @Test
    void bothLanguagesHaveTheSameTexts() throws IOException {
        assertThat(keys(Locale.JAPANESE)).isEqualTo(keys(Locale.ENGLISH));
    }

    @Test
    void placesForValuesAreTheSameInBothLanguages() throws IOException {
        Texts english = Texts.of(Locale.ENGLISH);
        Texts japanese = Texts.of(Locale.JAPANESE);
        for (String key : keys(Locale.ENGLISH)) {
            assertThat(places(japanese.text(key))).as(key).isEqualTo(places(english.text(key)));
        }
    }

    @Test
    void everyTextThatIsAskedForExists() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/jukung/app"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher use = USE.matcher(Files.readString(file));
                while (use.find()) {
                    used.add(use.group(1));
                }
            }
        }
        assertThat(used).contains("error");
        assertThat(keys(Locale.ENGLISH)).containsAll(used);
    }

    @Test
    void theLanguageIsTheOneOfTheEnvironment() {
        assertThat(Texts.of(Map.of("LANG", "ja_JP.UTF-8")).text("error", "x")).isEqualTo("エラー: x");
        assertThat(Texts.of(Map.of("LANG", "ja_JP.UTF-8", "LC_ALL", "C")).text("error", "x"))
                .isEqualTo("error: x");
        assertThat(Texts.of(Map.of()).text("error", "x")).isEqualTo("error: x");
    }

    /** Of the file itself: a bundle would fill its gaps from the English one. */
    private static Set<String> keys(Locale locale) throws IOException {
        String name = locale.equals(Locale.JAPANESE) ? "texts_ja.properties" : "texts.properties";
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of("src/main/resources/dev/jukung/app", name))) {
            properties.load(in);
        }
        return new TreeSet<>(properties.stringPropertyNames());
    }

    private static Set<String> places(String text) {
        Set<String> places = new TreeSet<>();
        Matcher matcher = Pattern.compile("\\{\\d}").matcher(text);
        while (matcher.find()) {
            places.add(matcher.group());
        }
        return places;
    }
}
