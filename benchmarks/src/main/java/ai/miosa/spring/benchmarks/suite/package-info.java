/**
 * Runs the benchmarks, each in virtual machines of its own, against one server.
 */
@NullMarked
package ai.miosa.spring.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
