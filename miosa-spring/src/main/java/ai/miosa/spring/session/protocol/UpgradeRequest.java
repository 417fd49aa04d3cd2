package ai.miosa.spring.session.protocol;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The HTTP request that opens a session.
 *
 * @param path the path segments below the base URL, not encoded
 * @param query the query parameters in order, not encoded
 * @param subprotocol the subprotocol that the server must select, or {@code null} for
 * none
 * @param first the message to send as soon as the connection is open, or {@code null} for
 * none
 */
public record UpgradeRequest(List<String> path, List<Map.Entry<String, String>> query, @Nullable String subprotocol,
		@Nullable OutgoingMessage first) {

	@Override
	public String toString() {
		return "UpgradeRequest[subprotocol=" + this.subprotocol + "]";
	}

}
