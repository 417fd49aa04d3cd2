/**
 * Auto-configuration for health checks of computers.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
