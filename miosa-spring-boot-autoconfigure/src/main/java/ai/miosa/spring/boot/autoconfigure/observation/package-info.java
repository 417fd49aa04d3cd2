/**
 * Auto-configuration for what observations of executions show.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
