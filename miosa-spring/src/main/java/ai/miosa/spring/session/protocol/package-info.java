/**
 * Encoders and decoders of the session protocols, without I/O and threads. Internal.
 */
@NullMarked
package ai.miosa.spring.session.protocol;

import org.jspecify.annotations.NullMarked;
