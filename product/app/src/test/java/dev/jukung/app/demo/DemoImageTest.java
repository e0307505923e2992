package dev.jukung.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoImageTest {
    @TempDir
    private Path folder;

    private DemoImage image() throws IOException, InterruptedException {
        CommandContext context = CommandRun.context(
                CommandRun.environment(folder.resolve("none"), folder),
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream());
        return DemoImage.of(context, folder.resolve("app"));
    }

    private void application(String entryName) throws IOException {
        Path target = Files.createDirectories(folder.resolve("app/target"));
        Files.writeString(folder.resolve("app/image.properties"), "name = a:1\nmain = a.A\nmodules = java.base\n");
        try (OutputStream out = Files.newOutputStream(target.resolve("a.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            JarEntry entry = new JarEntry(entryName);
            entry.setTime(0);
            jar.putNextEntry(entry);
        }
    }

    @Test
    void anImageIsMadeAgainOnlyWhenWhatGoesIntoItHasChanged() throws IOException, InterruptedException {
        application("one");
        DemoImage first = image();
        DemoImage again = image();
        application("two");
        DemoImage changed = image();
        Files.delete(changed.archive());
        DemoImage lost = image();

        assertThat(first.fresh()).isTrue();
        assertThat(again).isEqualTo(new DemoImage(first.name(), first.id(), first.archive(), false));
        assertThat(changed.fresh()).isTrue();
        assertThat(changed.id()).isNotEqualTo(first.id());
        assertThat(lost).isEqualTo(changed);
    }
}
