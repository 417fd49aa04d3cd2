package ai.miosa.spring.session;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A port that was opened or closed on the computer while a session was live.
 *
 * @param type what happened
 * @param port the port number
 * @param details all that the computer said about it, the port number included
 */
public record PortEvent(Type type, int port, Map<String, @Nullable Object> details) {

	/**
	 * What happened to a port.
	 */
	public enum Type {

		/**
		 * A program began to listen.
		 */
		OPENED,

		/**
		 * The program stopped listening.
		 */
		CLOSED

	}

}
