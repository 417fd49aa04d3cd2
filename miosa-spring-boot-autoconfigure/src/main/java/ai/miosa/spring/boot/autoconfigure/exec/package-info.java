/**
 * Auto-configuration for the templates that run commands.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.exec;

import org.jspecify.annotations.NullMarked;
