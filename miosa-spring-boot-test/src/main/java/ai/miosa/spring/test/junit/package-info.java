/**
 * The local computer in JUnit tests, with or without Spring.
 */
@NullMarked
package ai.miosa.spring.test.junit;

import org.jspecify.annotations.NullMarked;
