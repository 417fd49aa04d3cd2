/**
 * The path of a session's output from the socket to its reader: capture, streams,
 * {@code Flux} and handler, with back-pressure. Internal.
 */
@NullMarked
package ai.miosa.spring.session.output;

import org.jspecify.annotations.NullMarked;
