package ai.miosa.spring.test;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.CollectionUtils;

/**
 * Request that the local computer received completely.
 *
 * @param method the HTTP method
 * @param uri the request target as it was sent: path and query, still encoded
 * @param headers the headers; names are compared without regard to case
 * @param body the body read as UTF-8; empty if there was none
 */
public record RecordedRequest(String method, String uri, Map<String, List<String>> headers, String body) {

	/**
	 * Return the first value of a header.
	 * @param name the header's name, in any case
	 * @return the value, or {@code null} if the request did not carry the header
	 */
	public @Nullable String header(String name) {
		return CollectionUtils.firstElement(this.headers.get(name));
	}

	/**
	 * Return the method and sizes; everything else may be secret.
	 */
	@Override
	public String toString() {
		return "RecordedRequest[method=%s, headers=%d, body=%d characters]".formatted(this.method, this.headers.size(),
				this.body.length());
	}

}
