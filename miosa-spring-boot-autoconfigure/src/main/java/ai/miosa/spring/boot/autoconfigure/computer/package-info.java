/**
 * Auto-configuration for the life cycle of computers.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.computer;

import org.jspecify.annotations.NullMarked;
