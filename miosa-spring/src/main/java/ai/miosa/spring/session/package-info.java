/**
 * Interactive sessions: a live command on a computer, with stdin, output and exit code.
 */
@NullMarked
package ai.miosa.spring.session;

import org.jspecify.annotations.NullMarked;
