/**
 * Execution of commands and sessions for the templates, the handles of computers and
 * jobs. Internal.
 */
@NullMarked
package ai.miosa.spring.exec.engine;

import org.jspecify.annotations.NullMarked;
