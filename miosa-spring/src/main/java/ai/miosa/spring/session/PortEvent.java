package ai.miosa.spring.session;

import java.net.URI;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.text.PreviewUrl;

/**
 * Event of a port that was opened or closed on the computer while a session was open.
 *
 * @param type what happened
 * @param port the port number
 * @param details everything that the computer sent about it, the port number included
 */
public record PortEvent(Type type, int port, Map<String, @Nullable Object> details) {

	/**
	 * Return the public URL of the port.
	 * @return the URL, or {@code null} if the computer sent no {@code slug} or no
	 * {@code preview_domain}
	 */
	public @Nullable URI previewUrl() {
		return PreviewUrl.of(this.port, this.details.get("slug"), this.details.get("preview_domain"));
	}

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
