package dev.jukung.app.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code kubectl kustomize} (v1.32) prints for a folder is beside it in a file; both have to print the same. */
class KustomizerTest {
    private static final Path CASES = Path.of("src/test/resources/kustomize");
    private static final Path EXAMPLE = Path.of("../../examples/idp-server");

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    static Stream<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".expected.yaml"))
                    .map(name -> name.replace(".expected.yaml", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void buildsWhatKubectlBuilds(String name) throws IOException {
        assertThat(build(CASES.resolve(name))).isEqualTo(Files.readString(CASES.resolve(name + ".expected.yaml")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theExpectedFilesAreKubectls(String name) throws IOException, InterruptedException {
        assertThat(kubectl(CASES.resolve(name))).isEqualTo(Files.readString(CASES.resolve(name + ".expected.yaml")));
    }

    @ParameterizedTest
    @MethodSource("exampleFolders")
    void buildsTheExampleAsKubectlDoes(String name) throws IOException, InterruptedException {
        assertThat(build(EXAMPLE.resolve(name))).isEqualTo(kubectl(EXAMPLE.resolve(name)));
    }

    static Stream<String> exampleFolders() {
        return Stream.of(
                "k8s/base", "k8s/overlays/development", "k8s/overlays/staging", "k8s/overlays/production", "external");
    }

    /** A Service named postgres would otherwise set POSTGRES_PORT, which the application reads, to an URL. */
    @ParameterizedTest
    @MethodSource("exampleFolders")
    void theExamplesPodsAreNotToldOfServicesByVariables(String folder) {
        assertThat(build(EXAMPLE.resolve(folder))).contains("      enableServiceLinks: false\n");
    }

    private String build(Path path) {
        return Kustomizer.print(new Kustomizer(warnings::add).build(path));
    }

    private static String kubectl(Path path) throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "kubectl"))),
                "no kubectl on the path");
        Process process = new ProcessBuilder("kubectl", "kustomize", path.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void theBaseOfTheExampleIsFiveObjects() {
        assertThat(new Kustomizer(warnings::add).build(EXAMPLE.resolve("k8s/base")))
                .extracting(object -> object.text("kind", ""))
                .containsExactly("Namespace", "ConfigMap", "Secret", "Service", "Deployment");
    }

    @Test
    void theExampleHasExactlyItsElevenFiles() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLE.resolve("k8s"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> EXAMPLE.resolve("k8s").relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "base/kustomization.yaml",
                            "base/namespace.yaml",
                            "base/deployment.yaml",
                            "base/service.yaml",
                            "base/configmap.yaml",
                            "base/secret.yaml",
                            "overlays/development/kustomization.yaml",
                            "overlays/staging/kustomization.yaml",
                            "overlays/production/kustomization.yaml",
                            "overlays/production/ingress.yaml",
                            "overlays/production/hpa.yaml");
        }
    }

    @Test
    void fieldsThatAreNotSupportedAreNamed() throws IOException {
        write("kustomization.yaml", "replacements: []\nresurces: []\n");

        assertThatThrownBy(() -> build(folder))
                .isInstanceOf(KustomizeException.class)
                .hasMessageContaining("field \"replacements\" is not supported")
                .hasMessageContaining("unknown field \"resurces\"");
    }

    @Test
    void filesOutsideOfTheFolderAreNotRead() throws IOException {
        write("outside.txt", "x");
        write("inside/kustomization.yaml", "configMapGenerator: [{name: a, files: [../outside.txt]}]");

        assertThatThrownBy(() -> build(folder.resolve("inside")))
                .isInstanceOf(KustomizeException.class)
                .hasMessageContaining("security; file")
                .hasMessageContaining("is not in or below");
    }

    @Test
    void kustomizationsThatStandOnEachOtherAreRefused() throws IOException {
        write("a/kustomization.yaml", "resources: [../b]");
        write("b/kustomization.yaml", "resources: [../a]");

        assertThatThrownBy(() -> build(folder.resolve("a")))
                .isInstanceOf(KustomizeException.class)
                .hasMessageContaining("cycle detected");
    }

    @Test
    void anObjectThatComesTwiceIsRefused() throws IOException {
        write("kustomization.yaml", "resources: [a.yaml, b.yaml]");
        write("a.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: p}}");
        write("b.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: default}}");

        assertThatThrownBy(() -> build(folder))
                .isInstanceOf(KustomizeException.class)
                .hasMessageContaining("already registered id: Pod.v1 default/p");
    }

    @Test
    void aPatchWithoutItsObjectIsRefused() throws IOException {
        write("kustomization.yaml", "patches: [{patch: '{apiVersion: v1, kind: Pod, metadata: {name: p}}'}]");

        assertThatThrownBy(() -> build(folder))
                .isInstanceOf(KustomizeException.class)
                .hasMessageContaining("no matches for Id Pod.v1 default/p");
    }

    @Test
    void whatIsMissingOrMalformedIsNamed() throws IOException {
        assertThatThrownBy(() -> build(folder)).hasMessageContaining("unable to find one of 'kustomization.yaml'");
        write("kustomization.yaml", "resources: [a.yaml]");
        assertThatThrownBy(() -> build(folder)).hasMessageContaining("a.yaml");
        write("a.yaml", "a: [\n");
        assertThatThrownBy(() -> build(folder)).hasMessageContaining("malformed YAML in 'a.yaml'");
        write("a.yaml", "kind: Pod\n");
        assertThatThrownBy(() -> build(folder)).hasMessageContaining("missing metadata.name");
    }

    @Test
    void deprecatedFieldsAreTold() throws IOException {
        write("kustomization.yaml", "commonLabels: {a: b}");

        List<ObjectValue> built = new Kustomizer(warnings::add).build(folder);

        assertThat(built).isEmpty();
        assertThat(warnings).containsExactly("# Warning: 'commonLabels' is deprecated. Please use 'labels' instead.");
    }
}
