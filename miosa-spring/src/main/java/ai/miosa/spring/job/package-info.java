/**
 * Jobs: commands that outlive the connection, based on one-shots and sessions.
 */
@NullMarked
package ai.miosa.spring.job;

import org.jspecify.annotations.NullMarked;
