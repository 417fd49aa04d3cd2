/**
 * Measures the starter against the bare clients that it stands on.
 */
@NullMarked
package ai.miosa.spring.benchmarks;

import org.jspecify.annotations.NullMarked;
