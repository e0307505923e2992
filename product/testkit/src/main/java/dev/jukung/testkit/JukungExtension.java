package dev.jukung.testkit;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests their clusters, see {@link JukungTest}. A test's cluster is a fork of its class's, if that has one, and that is a
 * fork of the one of this process. JUnit closes them at the end of the test, the class and the run. Thread-safe.
 */
public final class JukungExtension implements ParameterResolver, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(JukungExtension.class);

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD; // a constructor's parameters belong to the test it is made for
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Injected.of(parameter.getParameter().getType()).isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Injected injected = Injected.of(parameter.getParameter().getType()).orElseThrow();
        Cluster cluster = cluster(context);
        return injected == Injected.CLUSTER
                ? cluster
                : stored(context, context.getUniqueId() + injected, Client.class, () -> injected.client(cluster))
                        .object();
    }

    private static Cluster cluster(ExtensionContext context) {
        return stored(context, context.getUniqueId(), Cluster.class, () -> forked(context));
    }

    /** JUnit 5 and 6 have different calls for this; these two are the same in both. */
    private static synchronized <T> T stored(ExtensionContext context, String key, Class<T> type, Supplier<T> maker) {
        Store store = context.getStore(NAMESPACE);
        T known = store.get(key, type);
        if (known != null) {
            return known;
        }
        T made = maker.get();
        store.put(key, made);
        return made;
    }

    private static Cluster forked(ExtensionContext context) {
        try {
            return origin(context).fork();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static Cluster origin(ExtensionContext context) {
        Optional<ExtensionContext> outer = context.getParent();
        while (outer.isPresent()) {
            Cluster theirs = existing(outer.get());
            if (theirs != null) {
                return theirs;
            }
            outer = outer.get().getParent();
        }
        return stored(context.getRoot(), "base", Cluster.class, JukungExtension::base);
    }

    private static @Nullable Cluster existing(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(context.getUniqueId(), Cluster.class);
    }

    private static Cluster base() {
        try {
            return Cluster.inMemory();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ParameterResolutionException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ParameterResolutionException("interrupted while the cluster was starting", e);
    }

    @Override
    public void afterEach(ExtensionContext context) throws InterruptedException {
        Cluster cluster = existing(context);
        if (cluster != null && context.getExecutionException().isPresent()) {
            System.err.println(context.getDisplayName() + " failed. " + cluster.report());
        }
    }
}
