/**
 * Runs many commands on many computers.
 */
@NullMarked
package ai.miosa.samples.fleet;

import org.jspecify.annotations.NullMarked;
