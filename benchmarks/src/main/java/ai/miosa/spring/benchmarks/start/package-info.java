/**
 * The application whose start is measured.
 */
@NullMarked
package ai.miosa.spring.benchmarks.start;

import org.jspecify.annotations.NullMarked;
