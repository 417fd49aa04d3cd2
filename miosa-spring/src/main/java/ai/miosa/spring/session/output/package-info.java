/**
 * The path of a session's output to its reader: capture, streams, {@code Flux} and
 * handlers, with back-pressure. Internal.
 */
@NullMarked
package ai.miosa.spring.session.output;

import org.jspecify.annotations.NullMarked;
