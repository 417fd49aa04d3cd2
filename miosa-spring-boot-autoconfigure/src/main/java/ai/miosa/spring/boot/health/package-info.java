/**
 * Health of MIOSA computers.
 */
@NullMarked
package ai.miosa.spring.boot.health;

import org.jspecify.annotations.NullMarked;
