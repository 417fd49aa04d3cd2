/**
 * The session protocols: bytes in, events out, without I/O and without threads.
 */
@NullMarked
package ai.miosa.spring.session.protocol;

import org.jspecify.annotations.NullMarked;
