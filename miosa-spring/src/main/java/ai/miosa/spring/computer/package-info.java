/**
 * Handles of computers: commands, scripts, sessions, files and the status of one
 * computer.
 */
@NullMarked
package ai.miosa.spring.computer;

import org.jspecify.annotations.NullMarked;
