/**
 * Auto-configuration for interactive sessions.
 */
@NullMarked
package ai.miosa.spring.boot.autoconfigure.session;

import org.jspecify.annotations.NullMarked;
