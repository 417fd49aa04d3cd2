/**
 * Internal: runs bash commands, python scripts and sessions for the templates, the
 * handles of computers and jobs.
 */
@NullMarked
package ai.miosa.spring.exec.engine;

import org.jspecify.annotations.NullMarked;
