/**
 * WebSocket part of the wire protocol. Internal to the local computer.
 */
@NullMarked
package ai.miosa.spring.test.session;

import org.jspecify.annotations.NullMarked;
