package dev.jukung.app.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageRecipeTest {
    @TempDir
    Path folder;

    private ImageRecipe read(String text) throws IOException {
        Files.writeString(folder.resolve("image.properties"), text);
        return ImageRecipe.read(folder);
    }

    @Test
    void aNameIsEnough() throws IOException {
        assertThat(read("name = a:1"))
                .isEqualTo(new ImageRecipe(
                        "a:1",
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        "10001:10001",
                        List.of(),
                        false));
    }

    @Test
    void readsAllKeys() throws IOException {
        assertThat(read("""
                name = a
                main = a.Main
                modules = java.base, java.sql
                java-options = -Xmx64m \\
                   -Da=b
                arguments = serve
                training = train now
                user = 1
                ports = 80 8080
                shell = true
                """))
                .isEqualTo(new ImageRecipe(
                        "a",
                        Optional.of("a.Main"),
                        List.of("java.base", "java.sql"),
                        List.of("-Xmx64m", "-Da=b"),
                        List.of("serve"),
                        Optional.of(List.of("train", "now")),
                        "1",
                        List.of(80, 8080),
                        true));
    }

    @Test
    void namesEverythingThatIsWrong() {
        assertThatThrownBy(() -> read("mian = x\nports = http"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("unknown key mian")
                .hasMessageContaining("name is missing")
                .hasMessageContaining("ports has http");
    }

    @Test
    void aDockerfileIsNoRecipeAndSaysSo() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch");

        assertThatThrownBy(() -> ImageRecipe.read(folder))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("Dockerfiles are not supported")
                .hasMessageContaining("jukung image load");
    }
}
