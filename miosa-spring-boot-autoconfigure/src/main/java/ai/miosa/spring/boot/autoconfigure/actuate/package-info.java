/**
 * Auto-configuration for actuator endpoints and the values that they show.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.actuate;

import org.jspecify.annotations.NullMarked;
