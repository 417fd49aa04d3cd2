/**
 * One-shot calls.
 */
@NullMarked
package ai.miosa.spring.benchmarks.exec;

import org.jspecify.annotations.NullMarked;
