/**
 * The run of all benchmarks.
 */
@NullMarked
package ai.miosa.spring.benchmarks;

import org.jspecify.annotations.NullMarked;
