/**
 * What was measured, as ratios.
 */
@NullMarked
package ai.miosa.spring.benchmarks.report;

import org.jspecify.annotations.NullMarked;
