/**
 * Benchmarks that compare the starter with what users would use instead.
 */
@NullMarked
package ai.miosa.spring.benchmarks;

import org.jspecify.annotations.NullMarked;
