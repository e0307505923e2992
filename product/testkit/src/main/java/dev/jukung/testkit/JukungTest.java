package dev.jukung.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test class whose methods each have a Kubernetes cluster of their own. Its methods and its constructor can take as
 * parameters: the {@link Cluster}; a {@code dev.jukung.runtime.ApiClient}; where they are on the class path, fabric8's {@code
 * KubernetesClient} or {@code Config}, and the official client's {@code io.kubernetes.client.openapi.ApiClient}. All of one test
 * talk to the same cluster as administrator, and are closed after it.
 *
 * <p>One cluster is started per process; every test gets a fork of it. What a {@code @BeforeAll} method does with its cluster,
 * all tests of the class find in theirs. When a test fails, {@link Cluster#report()} is printed. Needs JUnit 5.13 or newer.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(JukungExtension.class)
public @interface JukungTest {}
