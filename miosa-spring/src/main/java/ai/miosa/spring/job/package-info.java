/**
 * Jobs: commands that outlive the connection, made of executions and sessions alone.
 */
@NullMarked
package ai.miosa.spring.job;

import org.jspecify.annotations.NullMarked;
