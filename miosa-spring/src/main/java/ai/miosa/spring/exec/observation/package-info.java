/**
 * Observation of executions and sessions, each from its call to its result.
 */
@NullMarked
package ai.miosa.spring.exec.observation;

import org.jspecify.annotations.NullMarked;
