package dev.jukung.systemtest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;

/** The modules from the bottom to the top, as ARCHITECTURE.md lists them, and the classes of all of them. */
final class Layers {
    /** A module may use only modules before it in this list. */
    static final List<String> ORDER = List.of(
            "base",
            "value",
            "schema",
            "modelgen",
            "model",
            "http",
            "runtime",
            "store",
            "apiserver",
            "testing",
            "controllers",
            "scheduler",
            "kubelet",
            "network",
            "dns",
            "cluster",
            "testkit",
            "app",
            "systemtest");

    /** Read once: the generated views alone are some two thousand classes. */
    static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar")) // the tests of another module
            .importPackages("dev.jukung");

    private Layers() {}

    /** The place of a class's module in the order, or -1 for a class that is not ours. */
    static int indexOf(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith("dev.jukung.") ? ORDER.indexOf(name.split("\\.")[2]) : -1;
    }
}
