import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Fetches Maven from Maven Central into a folder, checks it and prints where its {@code mvn} is. Run from source by
 * {@code ./jukung} on a machine that has a JDK but neither Maven nor curl nor unzip:
 * {@code java FetchMaven.java FOLDER}.
 */
final class FetchMaven {
    private static final String VERSION = "3.9.11";

    /** Of apache-maven-3.9.11-bin.zip, as Apache publishes it. A mirror that serves something else is refused. */
    private static final String SHA512 =
            "03e2d65d4483a3396980629f260e25cac0d8b6f7f2791e4dc20bc83f9514db8d0f05b0479e699a5f34679250c49c8e52e961262ded468a20de0be254d8207076";

    private static final String CENTRAL = "https://repo.maven.apache.org/maven2";

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Path maven = folder.resolve("apache-maven-" + VERSION);
        Path command = maven.resolve("bin/mvn");
        if (!Files.isExecutable(command)) {
            Files.createDirectories(folder);
            Path zip = download(folder);
            Path unpacked = Files.createTempDirectory(folder, "unpacking");
            unpack(zip, unpacked);
            Files.move(unpacked.resolve("apache-maven-" + VERSION), maven, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(unpacked);
            Files.delete(zip);
        }
        System.out.println(command);
    }

    private static Path download(Path folder) throws IOException, InterruptedException {
        String repository = Optional.ofNullable(System.getenv("JUKUNG_MAVEN_REPO")).orElse(CENTRAL);
        URI uri = URI.create(repository.replaceAll("/+$", "") + "/org/apache/maven/apache-maven/" + VERSION
                + "/apache-maven-" + VERSION + "-bin.zip");
        System.err.println("fetching " + uri);
        HttpClient.Builder client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(20));
        proxy().ifPresent(client::proxy);
        Path zip = Files.createTempFile(folder, "apache-maven", ".zip");
        try (HttpClient http = client.build()) {
            HttpResponse<Path> response = http.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(5)).build(),
                    HttpResponse.BodyHandlers.ofFile(zip));
            if (response.statusCode() != 200) {
                throw new IOException(uri + " answered " + response.statusCode());
            }
        }
        String digest = digest(zip);
        if (!digest.equals(SHA512)) {
            Files.delete(zip);
            throw new IOException(uri + " is not Maven " + VERSION + ": its SHA-512 is " + digest);
        }
        return zip;
    }

    /** The proxy of the environment, as curl and git understand it; Java looks at system properties only. */
    private static Optional<ProxySelector> proxy() {
        return Stream.of("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY")
                .map(System::getenv)
                .filter(value -> value != null && !value.isBlank())
                .map(value -> URI.create(value.contains("://") ? value : "http://" + value))
                .filter(uri -> uri.getHost() != null)
                .map(uri -> ProxySelector.of(
                        new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 3128 : uri.getPort())))
                .findFirst();
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-512");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    private static void unpack(Path zip, Path folder) throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            for (ZipEntry entry : file.stream().toList()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("an entry that leaves its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.getParent());
                try (InputStream in = file.getInputStream(entry)) {
                    Files.copy(in, target);
                }
                if (target.getParent().getFileName().toString().equals("bin")) {
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
                }
            }
        }
    }
}
