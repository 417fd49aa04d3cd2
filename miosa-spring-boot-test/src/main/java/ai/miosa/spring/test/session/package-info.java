/**
 * The WebSocket half of the wire protocol. Internal: for the local computer alone.
 */
@NullMarked
package ai.miosa.spring.test.session;

import org.jspecify.annotations.NullMarked;
