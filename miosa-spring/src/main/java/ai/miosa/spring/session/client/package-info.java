/**
 * The life of a session: opening it, the registry of the live ones, the heartbeat, and
 * the one way to its end.
 */
@NullMarked
package ai.miosa.spring.session.client;

import org.jspecify.annotations.NullMarked;
