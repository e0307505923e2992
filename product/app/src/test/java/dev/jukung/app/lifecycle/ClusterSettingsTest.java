package dev.jukung.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.base.SystemClock;
import dev.jukung.cluster.ClusterAddresses;
import dev.jukung.cluster.ClusterConfig.Backend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSettingsTest {
    @TempDir
    Path home;

    private ClusterFolder folder() throws Exception {
        ClusterFolder folder = ClusterFolder.of(TestContext.in(home), "a");
        folder.create();
        return folder;
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        ClusterSettings settings = new ClusterSettings(
                Backend.SIMULATED, 7000, new ClusterAddresses(3), List.of(Path.of("/root/.kube/config")));

        settings.write(folder());

        assertThat(ClusterSettings.read(TestContext.in(home), folder())).contains(settings);
        assertThat(ClusterFolder.all(TestContext.in(home))).containsExactly(folder());
    }

    @Test
    void aClusterWithoutSettingsDoesNotExist() throws Exception {
        assertThat(ClusterSettings.read(TestContext.in(home), folder())).isEmpty();
        assertThat(ClusterFolder.all(TestContext.in(home))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"runtime\":\"sim\"}", "{\"runtime\":\"vm\",\"port\":1}"})
    void brokenSettingsAreNamedWithTheRemedy(String content) throws Exception {
        ClusterFolder folder = folder();
        Files.writeString(folder.settings(), content);

        assertThatThrownBy(() -> ClusterSettings.read(TestContext.in(home), folder))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining(folder.settings() + " cannot be read")
                .hasMessageContaining("jukung down --name a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "a-", "a.b", "../a", "a b", "thirteen-long"})
    void badNamesAreRefused(String name) {
        assertThatThrownBy(() -> ClusterFolder.of(TestContext.in(home), name))
                .isInstanceOfSatisfying(
                        CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "default", "a-1", "twelve-chars"})
    void goodNamesAreTaken(String name) {
        assertThat(ClusterFolder.of(TestContext.in(home), name).path()).isEqualTo(home.resolve("data/" + name));
    }

    @Test
    void usersHaveTheirClustersInTheirDataFolder() {
        CommandContext plain = TestContext.with(Map.of("HOME", "/home/u"), new SystemClock());
        CommandContext xdg = TestContext.with(Map.of("HOME", "/home/u", "XDG_DATA_HOME", "/d"), new SystemClock());

        assertThat(ClusterFolder.parent(plain)).isEqualTo(Path.of("/home/u/.local/share/jukung"));
        assertThat(ClusterFolder.parent(xdg)).isEqualTo(Path.of("/d/jukung"));
    }

    @Test
    void rootHasThemWhereServicesKeepTheirState() {
        CommandContext user = TestContext.with(Map.of("HOME", "/root"), new SystemClock());
        CommandContext root =
                new CommandContext(user.texts(), user.out(), user.err(), user.environment(), user.clock(), true);

        assertThat(ClusterFolder.parent(root)).isEqualTo(Path.of("/var/lib/jukung"));
    }
}
