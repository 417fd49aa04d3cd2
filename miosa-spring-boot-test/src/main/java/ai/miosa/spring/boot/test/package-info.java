/**
 * Spring Boot support for tests and development against the local computer.
 */
@NullMarked
package ai.miosa.spring.boot.test;

import org.jspecify.annotations.NullMarked;
