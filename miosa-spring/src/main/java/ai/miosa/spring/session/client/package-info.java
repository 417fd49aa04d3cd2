/**
 * The client that opens sessions, the registry of open sessions, heartbeats, and the
 * termination of sessions.
 */
@NullMarked
package ai.miosa.spring.session.client;

import org.jspecify.annotations.NullMarked;
