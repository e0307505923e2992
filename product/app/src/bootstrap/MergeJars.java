import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Merges jars into two: the program's own, and its libraries. A start that has to look into eighty jars takes half a second
 * longer, and classes of signed jars do not get into the start-up cache. For use on the machine that made it.
 *
 * <p>{@code java MergeJars.java FOLDER-OF-JARS OWN.jar LIBRARIES.jar}
 */
public final class MergeJars {
    private static final String OWN_PREFIX = "jukung-";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String SERVICES = "META-INF/services/";
    /** Descriptions and signatures of a single jar. */
    private static final Pattern LEFT_OUT =
            Pattern.compile("META-INF/(MANIFEST\\.MF|INDEX\\.LIST|[^/]*\\.(SF|RSA|DSA|EC))|(.*/)?module-info\\.class");

    private static final String MANIFEST_TEXT = "Manifest-Version: 1.0\nMulti-Release: true\n\n";

    public static void main(String[] arguments) throws IOException {
        List<Path> own = new ArrayList<>();
        List<Path> libraries = new ArrayList<>();
        try (Stream<Path> jars = Files.list(Path.of(arguments[0]))) {
            for (Path jar : jars.filter(file -> file.toString().endsWith(".jar")).sorted().toList()) {
                (jar.getFileName().toString().startsWith(OWN_PREFIX) ? own : libraries).add(jar);
            }
        }
        merge(own, Path.of(arguments[1]));
        merge(libraries, Path.of(arguments[2]));
    }

    private static void merge(List<Path> jars, Path target) throws IOException {
        Set<String> seen = new HashSet<>();
        Map<String, StringBuilder> services = new LinkedHashMap<>();
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(target), 1 << 20);
                ZipOutputStream out = new ZipOutputStream(file)) {
            write(out, MANIFEST, MANIFEST_TEXT.getBytes(StandardCharsets.UTF_8));
            for (Path jar : jars) {
                try (ZipFile in = new ZipFile(jar.toFile())) {
                    for (ZipEntry entry : Collections.list(in.entries())) {
                        String name = entry.getName();
                        if (entry.isDirectory() || LEFT_OUT.matcher(name).matches()) {
                            continue;
                        }
                        byte[] content = in.getInputStream(entry).readAllBytes();
                        if (name.startsWith(SERVICES)) {
                            services.computeIfAbsent(name, _ -> new StringBuilder())
                                    .append(new String(content, StandardCharsets.UTF_8))
                                    .append('\n');
                        } else if (seen.add(name)) { // the first counts, as on a class path
                            write(out, name, content);
                        }
                    }
                }
            }
            for (Map.Entry<String, StringBuilder> service : services.entrySet()) {
                write(out, service.getKey(), service.getValue().toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Not compressed: read faster, and never sent anywhere. */
    private static void write(ZipOutputStream out, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }
}
