package ai.miosa.spring.session;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Event of a port that was opened or closed on the computer while a session was open.
 *
 * @param type what happened
 * @param port the port number
 * @param details everything that the computer sent about it, the port number included
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
