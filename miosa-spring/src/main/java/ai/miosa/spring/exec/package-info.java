/**
 * Options, results, events and failures of bash commands, python scripts and streamed
 * sessions.
 */
@NullMarked
package ai.miosa.spring.exec;

import org.jspecify.annotations.NullMarked;
