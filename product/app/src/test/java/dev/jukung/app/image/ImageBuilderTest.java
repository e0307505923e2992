package dev.jukung.app.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jukung.value.Json;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes real images of an application of one class; as root it also runs one. */
class ImageBuilderTest {
    private static final Path JDK = Path.of(System.getProperty("java.home"));
    private static final String SOURCE = """
            package hello;
            public class Hello {
                public static void main(String[] names) {
                    System.out.println("hello " + String.join(",", names) + " from " + System.getProperty("java.home"));
                }
            }
            """;

    @TempDir
    Path folder;

    private Path application(String recipe) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("app/target/classes"));
        Path source = Files.writeString(folder.resolve("Hello.java"), SOURCE);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", classes.toString(), source.toString()))
                .isZero();
        try (OutputStream out = Files.newOutputStream(folder.resolve("app/target/hello.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            JarEntry entry = new JarEntry("hello/Hello.class");
            entry.setTime(0);
            jar.putNextEntry(entry);
            jar.write(Files.readAllBytes(classes.resolve("hello/Hello.class")));
        }
        Files.writeString(folder.resolve("app/image.properties"), recipe);
        return folder.resolve("app");
    }

    private void tar(Path archive, Path into) throws InterruptedException, IOException {
        Files.createDirectories(into);
        Command.run(folder, List.of("tar", "xf", archive.toString(), "-C", into.toString()));
    }

    @Test
    void equalInputsGiveAnEqualImage() throws IOException, InterruptedException {
        Path application = application("name = hello:1\nmain = hello.Hello\n");

        Path one = folder.resolve("1.tar");
        Path other = folder.resolve("2.tar");
        new ImageBuilder(JDK, folder.resolve("cache1")).build(application, one);
        new ImageBuilder(JDK, folder.resolve("cache2")).build(application, other);

        assertThat(Files.mismatch(one, other)).isEqualTo(-1);
    }

    @Test
    void theImageSaysHowToRun() throws IOException, InterruptedException {
        Path application = application(
                "name = hello:1\nmain = hello.Hello\njava-options = -Xmx32m\narguments = you\nports = 8080\nuser = 7:8\n");

        new ImageBuilder(JDK, folder.resolve("cache")).build(application, folder.resolve("image.tar"));

        tar(folder.resolve("image.tar"), folder.resolve("image"));
        ObjectValue manifest = (ObjectValue)
                ((List<?>) Json.parse(Files.readAllBytes(folder.resolve("image/manifest.json")))).getFirst();
        assertThat(manifest.list("RepoTags")).containsExactly("hello:1");
        ObjectValue config =
                Json.parseObject(Files.readAllBytes(folder.resolve("image").resolve(manifest.text("Config", ""))));
        assertThat(config.text("created", "")).isEqualTo("1970-01-01T00:00:01Z");
        assertThat(config.object("config").list("Entrypoint"))
                .containsExactly("/opt/java/bin/java", "-Xmx32m", "-cp", "/app/hello.jar", "hello.Hello");
        assertThat(config.object("config").list("Cmd")).containsExactly("you");
        assertThat(config.object("config").text("User", "")).isEqualTo("7:8");
        assertThat(config.object("config").object("ExposedPorts").has("8080/tcp"))
                .isTrue();
    }

    @Test
    void theImageRunsWithNothingOfTheMachineAroundIt() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("user.name").equals("root"), "chroot needs root");
        Path application =
                application("name = hello:1\nmain = hello.Hello\ntraining = train\njava-options = -XX:+UseSerialGC\n");

        new ImageBuilder(JDK, folder.resolve("cache")).build(application, folder.resolve("image.tar"));

        Path root = folder.resolve("root");
        tar(folder.resolve("image.tar"), folder.resolve("image"));
        ObjectValue manifest = (ObjectValue)
                ((List<?>) Json.parse(Files.readAllBytes(folder.resolve("image/manifest.json")))).getFirst();
        for (String layer : manifest.list("Layers").texts()) {
            tar(folder.resolve("image").resolve(layer), root);
        }
        Files.createDirectories(root.resolve("proc"));
        String output = Command.run(
                folder,
                List.of(
                        "unshare", // so that the mount is gone when the command ends
                        "--mount",
                        "sh",
                        "-c",
                        "mount --bind /proc \"$0/proc\" && exec chroot --userspec=10001:10001 \"$0\" /opt/java/bin/java"
                                // "on" fails unless the cache that was made outside fits inside
                                + " -XX:+UseSerialGC -XX:AOTCache=/app/startup.aot -XX:AOTMode=on"
                                + " -cp /app/hello.jar hello.Hello you",
                        root.toString()));
        assertThat(output).contains("hello you from /opt/java");
    }

    @Test
    void whatIsNotBuiltYetIsSaid() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        Files.writeString(folder.resolve("empty/image.properties"), "name = a\n");

        assertThatThrownBy(() -> new ImageBuilder(JDK, folder.resolve("cache"))
                        .build(folder.resolve("empty"), folder.resolve("x.tar")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("has no jar: build the application first");
    }
}
