/**
 * Sessions: output, stdin, latencies.
 */
@NullMarked
package ai.miosa.spring.benchmarks.session;

import org.jspecify.annotations.NullMarked;
