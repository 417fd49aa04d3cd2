/**
 * Jobs: commands that outlive the connection, based on one-shot commands and sessions.
 */
@NullMarked
package ai.miosa.spring.job;

import org.jspecify.annotations.NullMarked;
