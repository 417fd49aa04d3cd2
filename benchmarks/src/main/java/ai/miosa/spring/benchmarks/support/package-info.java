/**
 * What the benchmarks share.
 */
@NullMarked
package ai.miosa.spring.benchmarks.support;

import org.jspecify.annotations.NullMarked;
