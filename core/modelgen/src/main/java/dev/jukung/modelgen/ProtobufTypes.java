package dev.jukung.modelgen;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** The messages of the published protobuf classes, by definition name. */
final class ProtobufTypes {
    private final Map<String, Descriptor> messages = new TreeMap<>();

    static ProtobufTypes load() throws IOException, ReflectiveOperationException {
        ProtobufTypes types = new ProtobufTypes();
        for (String name : classes(io.kubernetes.client.proto.V1.class, "io/kubernetes/client/proto/")) {
            FileDescriptor file = (FileDescriptor)
                    Class.forName(name).getMethod("getDescriptor").invoke(null);
            for (Descriptor message : file.getMessageTypes()) {
                types.messages.put(Names.fromProtobuf(message.getFullName()), message);
            }
        }
        return types;
    }

    Map<String, Descriptor> messages() {
        return messages;
    }

    /** The top-level classes below {@code prefix} in the jar that {@code anchor} comes from. */
    static List<String> classes(Class<?> anchor, String prefix) throws IOException {
        Path jar = Path.of(
                anchor.getProtectionDomain().getCodeSource().getLocation().getPath());
        List<String> names = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                String entry = entries.nextElement().getName();
                if (entry.startsWith(prefix) && entry.endsWith(".class") && entry.indexOf('$') < 0) {
                    names.add(entry.substring(0, entry.length() - ".class".length())
                            .replace('/', '.'));
                }
            }
        }
        names.sort(String::compareTo);
        return names;
    }
}
