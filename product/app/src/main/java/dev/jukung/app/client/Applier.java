package dev.jukung.app.client;

import dev.jukung.app.CommandContext;
import dev.jukung.app.CommandException;
import dev.jukung.app.ExitCode;
import dev.jukung.app.Failures;
import dev.jukung.model.ObjectKey;
import dev.jukung.runtime.ApiClient.Patch;
import dev.jukung.runtime.ApiException;
import dev.jukung.runtime.Reason;
import dev.jukung.runtime.RequestParameters;
import dev.jukung.value.ObjectValue;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Server-side apply of several objects. What others depend on goes first: namespaces, then definitions of kinds; the rest
 * keeps its order. One failure does not keep the others from being applied.
 */
public final class Applier {
    /** Whom the server notes as the manager of what the built-in client applies. */
    public static final String FIELD_MANAGER = "jukung";

    private static final List<String> FIRST = List.of("Namespace", "CustomResourceDefinition");
    private static final Duration NEW_KIND_CHECK = Duration.ofMillis(200);
    private static final int NEW_KIND_CHECKS_MAX = 50;

    /** What became of an object. */
    public enum Outcome {
        CREATED,
        CONFIGURED,
        UNCHANGED;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** How to apply. */
    record Settings(String fieldManager, boolean force, DryRun dryRun, boolean namespaceForced) {
        static final Settings STANDARD = new Settings(FIELD_MANAGER, false, DryRun.NONE, false);
    }

    private final CommandContext context;
    private final Connection connection;
    private final Settings settings;
    private boolean definedKinds;
    private boolean changed;

    Applier(CommandContext context, Connection connection, Settings settings) {
        this.context = context;
        this.connection = connection;
        this.settings = settings;
    }

    /** Applies objects as {@code jukung apply} does; throws when one of them cannot be. Says whether anything changed. */
    public static boolean apply(CommandContext context, Connection connection, List<ObjectValue> objects)
            throws InterruptedException {
        Applier applier = new Applier(context, connection, Settings.STANDARD);
        for (Manifest manifest : ordered(
                objects.stream().map(tree -> new Manifest("objects", tree)).toList())) {
            applier.apply(manifest);
        }
        return applier.changed;
    }

    /** The exit code is that of the first failure. */
    ExitCode applyAll(List<Manifest> manifests) throws InterruptedException {
        if (manifests.isEmpty()) {
            throw new CommandException(ExitCode.FAILED, "no objects passed to apply");
        }
        ExitCode result = ExitCode.OK;
        for (Manifest manifest : ordered(manifests)) {
            try {
                apply(manifest);
            } catch (ApiException | CommandException e) {
                if (e instanceof CommandException ended && ended.exitCode() == ExitCode.NETWORK) {
                    throw ended;
                }
                ExitCode code = Failures.report(context, e);
                result = result == ExitCode.OK ? code : result;
                if (e instanceof ApiException refused && refused.is(Reason.CONFLICT)) {
                    context.say("client.apply-conflict");
                }
            }
        }
        return result;
    }

    private static List<Manifest> ordered(List<Manifest> manifests) {
        return manifests.stream()
                .sorted(Comparator.comparingInt(manifest -> {
                    int place = FIRST.indexOf(manifest.kind());
                    return place < 0 ? FIRST.size() : place;
                }))
                .toList();
    }

    private void apply(Manifest manifest) throws InterruptedException {
        if (manifest.name().isEmpty()) {
            String prefix = manifest.tree().object("metadata").text("generateName", "");
            throw new CommandException(
                    ExitCode.FAILED,
                    prefix.isEmpty()
                            ? "error when retrieving current configuration of " + manifest.source()
                                    + ": resource name may not be empty"
                            : "from " + prefix + ": cannot use generate name with apply");
        }
        ApiResource resource = resource(manifest);
        ObjectKey key = resource.key(namespace(manifest), manifest.name());
        Optional<ObjectValue> before = find(resource, key);
        RequestParameters query = new RequestParameters()
                .add("fieldManager", settings.fieldManager())
                .flag("force", settings.force())
                .add("dryRun", settings.dryRun().parameter())
                .add("fieldValidation", "Strict");
        ObjectValue after = connection
                .rest()
                .send("PATCH", resource.type().path(key) + query, Patch.Type.APPLY.contentType(), manifest.tree());
        definedKinds |= manifest.kind().equals("CustomResourceDefinition");
        Outcome outcome =
                before.isEmpty() ? Outcome.CREATED : same(before.get(), after) ? Outcome.UNCHANGED : Outcome.CONFIGURED;
        changed |= outcome != Outcome.UNCHANGED;
        context.out()
                .println(resource.named(manifest.name()) + " " + outcome.word()
                        + settings.dryRun().suffix());
    }

    private String namespace(Manifest manifest) {
        String given = manifest.namespace();
        if (settings.namespaceForced() && !given.isEmpty() && !given.equals(connection.namespace())) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "the namespace from the provided object \"" + given + "\" does not match the namespace \""
                            + connection.namespace() + "\". You must pass '--namespace=" + given
                            + "' to perform this operation.");
        }
        return given.isEmpty() ? connection.namespace() : given;
    }

    private Optional<ObjectValue> find(ApiResource resource, ObjectKey key) throws InterruptedException {
        try {
            return Optional.of(connection.rest().get(resource.type().path(key)));
        } catch (ApiException e) {
            if (e.is(Reason.NOT_FOUND)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** A dry run has no new version, so there the contents are compared. */
    private boolean same(ObjectValue before, ObjectValue after) {
        return settings.dryRun() == DryRun.NONE
                ? version(before).equals(version(after))
                : comparable(before).equals(comparable(after));
    }

    private static String version(ObjectValue tree) {
        return tree.object("metadata").text("resourceVersion", "");
    }

    private static ObjectValue comparable(ObjectValue tree) {
        ObjectValue result = tree;
        for (String field : Set.of("managedFields", "resourceVersion", "generation")) {
            result = result.withoutAt("metadata", field);
        }
        return result;
    }

    /** The resource of the kind; after a definition was applied, the server may need a moment to serve it. */
    private ApiResource resource(Manifest manifest) throws InterruptedException {
        Optional<ApiResource> found = connection.catalog().ofKind(manifest.apiVersion(), manifest.kind());
        for (int check = 0; found.isEmpty() && definedKinds && check < NEW_KIND_CHECKS_MAX; check++) {
            context.clock().sleep(NEW_KIND_CHECK);
            found = connection.readCatalogAgain().ofKind(manifest.apiVersion(), manifest.kind());
        }
        return found.orElseThrow(() -> unknownKind(manifest));
    }

    static CommandException unknownKind(Manifest manifest) {
        return new CommandException(
                ExitCode.NOT_FOUND,
                "resource mapping not found for name: \"" + manifest.name() + "\" namespace: \"" + manifest.namespace()
                        + "\" from \"" + manifest.source() + "\": no matches for kind \"" + manifest.kind()
                        + "\" in version \"" + manifest.apiVersion() + "\"\nensure CRDs are installed first");
    }
}
