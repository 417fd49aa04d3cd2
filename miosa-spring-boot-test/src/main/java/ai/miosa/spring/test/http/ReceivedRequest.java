package ai.miosa.spring.test.http;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.CollectionUtils;
import org.springframework.util.StringUtils;

/**
 * A request as it was sent.
 *
 * @param method the HTTP method
 * @param uri the request target: path and query, still encoded
 * @param headers the headers; names are compared without regard to case
 * @param body the body read as UTF-8
 */
public record ReceivedRequest(String method, String uri, Map<String, List<String>> headers, String body) {

	public @Nullable String header(String name) {
		return CollectionUtils.firstElement(this.headers.get(name));
	}

	/**
	 * Return the values of a header that lists them between commas.
	 * @param name the header's name, in any case
	 * @return the values; empty if the request did not carry the header
	 */
	public Set<String> listHeader(String name) {
		return StringUtils.commaDelimitedListToSet(
				StringUtils.trimAllWhitespace(String.join(",", this.headers.getOrDefault(name, List.of()))));
	}

	@Override
	public String toString() {
		return "ReceivedRequest[method=%s]".formatted(this.method);
	}

}
