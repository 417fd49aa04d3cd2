/**
 * An agent on the command line.
 */
@NullMarked
package ai.miosa.samples.agent;

import org.jspecify.annotations.NullMarked;
