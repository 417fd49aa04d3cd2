/**
 * The server of all measurements, in a process of its own.
 */
@NullMarked
package ai.miosa.spring.benchmarks.server;

import org.jspecify.annotations.NullMarked;
