/**
 * Actuator endpoints.
 */
@NullMarked
package ai.miosa.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
