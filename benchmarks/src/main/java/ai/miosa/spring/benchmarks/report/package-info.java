/**
 * Ratios of what was measured, and their targets.
 */
@NullMarked
package ai.miosa.spring.benchmarks.report;

import org.jspecify.annotations.NullMarked;
