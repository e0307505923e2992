package dev.jukung.app;

import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;

/** The command's texts in the user's language: English, or Japanese where the environment says so. Immutable. */
public final class Texts {
    private static final String BUNDLE = "dev.jukung.app.texts";

    private final ResourceBundle bundle;

    private Texts(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /**
     * The language is read from the environment as POSIX has it, not from the JVM's locale: that one falls back to English
     * where the system has no data for the locale, as in most containers.
     */
    public static Texts of(Map<String, String> environment) {
        String language = "";
        for (String variable : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            if (language.isEmpty()) {
                language = environment.getOrDefault(variable, "");
            }
        }
        return of(language.startsWith("ja") ? Locale.JAPANESE : Locale.ENGLISH);
    }

    public static Texts of(Locale locale) {
        // English is what the file without a language holds; looking for another one would open every jar.
        Locale file = locale.equals(Locale.ENGLISH) ? Locale.ROOT : locale;
        return new Texts(ResourceBundle.getBundle(
                BUNDLE, file, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)));
    }

    public ResourceBundle bundle() {
        return bundle;
    }

    /** The text under {@code key} with {@code {0}}, {@code {1}} … replaced. */
    public String text(String key, Object... arguments) {
        String text = bundle.getString(key);
        for (int i = 0; i < arguments.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(arguments[i]));
        }
        return text;
    }
}
