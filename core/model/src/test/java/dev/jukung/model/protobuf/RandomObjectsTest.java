package dev.jukung.model.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jukung.value.ObjectValue;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random objects of every type, read by the published protobuf classes, which come from Kubernetes' own definitions. */
class RandomObjectsTest {
    private static final int OBJECTS_OF_A_TYPE = 5;
    private static final Map<String, Descriptor> PUBLISHED = published();

    private static Map<String, Descriptor> published() {
        Map<String, Descriptor> messages = new TreeMap<>();
        try {
            Path jar = Path.of(io.kubernetes
                    .client
                    .proto
                    .V1
                    .class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
            try (JarFile file = new JarFile(jar.toFile())) {
                for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                    String entry = entries.nextElement().getName();
                    if (entry.startsWith("io/kubernetes/client/proto/")
                            && entry.endsWith(".class")
                            && entry.indexOf('$') < 0) {
                        String name = entry.substring(0, entry.length() - ".class".length())
                                .replace('/', '.');
                        FileDescriptor descriptor = (FileDescriptor)
                                Class.forName(name).getMethod("getDescriptor").invoke(null);
                        descriptor
                                .getMessageTypes()
                                .forEach(message -> messages.put(
                                        "io.k8s."
                                                + message.getFullName()
                                                        .substring("k8s.io.".length())
                                                        .replace("apiextensions_apiserver", "apiextensions-apiserver"),
                                        message));
                    }
                }
            }
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return messages;
    }

    static Stream<String> types() {
        return WireTable.builtIn().definitions().stream()
                .filter(PUBLISHED::containsKey)
                .sorted();
    }

    private static Descriptor published(String definition) {
        return java.util.Objects.requireNonNull(PUBLISHED.get(definition), definition);
    }

    private static WireMessage message(String definition) {
        return WireTable.builtIn().find(definition).orElseThrow();
    }

    @Test
    void mostTypesArePublished() {
        assertThat(types().count()).isGreaterThan(600);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void numbersAndTypesAreThePublishedOnes(String definition) {
        for (WireField field : message(definition).fields()) {
            FieldDescriptor published = published(definition).findFieldByNumber(field.number());
            if (published == null) {
                continue; // newer than the published classes
            }
            assertThat(field.shape() != WireField.Shape.ONE)
                    .as("%s is repeated", field.name())
                    .isEqualTo(published.isRepeated());
            FieldDescriptorProto.Type type = published.isMapField()
                    ? published
                            .getMessageType()
                            .findFieldByName("value")
                            .toProto()
                            .getType()
                    : published.toProto().getType();
            assertThat(type).as(field.name()).isEqualTo(type(field.form()));
        }
    }

    private static FieldDescriptorProto.Type type(WireForm form) {
        return switch (form) {
            case STRING -> FieldDescriptorProto.Type.TYPE_STRING;
            case BYTES -> FieldDescriptorProto.Type.TYPE_BYTES;
            case BOOL -> FieldDescriptorProto.Type.TYPE_BOOL;
            case INT32 -> FieldDescriptorProto.Type.TYPE_INT32;
            case INT64 -> FieldDescriptorProto.Type.TYPE_INT64;
            case DOUBLE -> FieldDescriptorProto.Type.TYPE_DOUBLE;
            default -> FieldDescriptorProto.Type.TYPE_MESSAGE;
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void whatIsWrittenIsUnderstoodAndReadBack(String definition) throws InvalidProtocolBufferException {
        WireMessage message = message(definition);
        RandomTrees trees = new RandomTrees(new Random(definition.hashCode()));
        for (int i = 0; i < OBJECTS_OF_A_TYPE; i++) {
            ObjectValue tree = trees.object(message);
            WireOutput out = new WireOutput(0);
            new WireWriter(out).message(message, tree);
            byte[] written = out.toByteArray();

            assertThat(WireReader.message(message, new WireInput(written, 0, written.length)))
                    .isEqualTo(tree);
            DynamicMessage understood = DynamicMessage.parseFrom(published(definition), written);
            assertThat(understood.isInitialized()).isTrue();
            assertThat(unknown(understood, message))
                    .as("fields that nobody knows")
                    .isEmpty();
        }
    }

    /** What the published classes could not place, without the fields that are newer than they. */
    private static List<Integer> unknown(DynamicMessage understood, WireMessage message) {
        List<Integer> numbers =
                new ArrayList<>(understood.getUnknownFields().asMap().keySet());
        numbers.removeIf(number ->
                message.slot(number) >= 0 && understood.getDescriptorForType().findFieldByNumber(number) == null);
        return numbers;
    }
}
