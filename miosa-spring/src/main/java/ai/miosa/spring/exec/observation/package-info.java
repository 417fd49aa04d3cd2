/**
 * Observation of executions and sessions: one observation from the call to the result.
 */
@NullMarked
package ai.miosa.spring.exec.observation;

import org.jspecify.annotations.NullMarked;
