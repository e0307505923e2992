package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderRemovalTest {
    @TempDir
    Path home;

    @Test
    void everythingInTheFolderGoesAndWhatIsLinkedStays() throws Exception {
        Path theirs = Files.createDirectory(home.resolve("theirs"));
        Path kept = Files.createFile(theirs.resolve("kept"));
        ClusterFolder folder = ClusterFolder.of(TestContext.in(home), "a");
        folder.create();
        Files.writeString(folder.settings(), "{}");
        Files.createDirectories(folder.path().resolve("store/deep"));
        Files.createFile(folder.path().resolve("store/deep/file"));
        Files.createSymbolicLink(folder.path().resolve("link"), theirs);

        assertThat(FolderRemoval.delete(folder)).isEmpty();

        assertThat(folder.path()).doesNotExist();
        assertThat(kept).exists();
    }
}
