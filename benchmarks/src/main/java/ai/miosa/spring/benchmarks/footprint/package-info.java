/**
 * What is measured of a whole process: memory, threads, processor time, start.
 */
@NullMarked
package ai.miosa.spring.benchmarks.footprint;

import org.jspecify.annotations.NullMarked;
