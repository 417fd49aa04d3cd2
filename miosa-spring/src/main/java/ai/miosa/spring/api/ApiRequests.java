package ai.miosa.spring.api;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

import ai.miosa.spring.MiosaEndpoint;

/**
 * URIs and headers of requests to an endpoint.
 */
public final class ApiRequests {

	private static final String USER_AGENT = "miosa-spring/" + version();

	private ApiRequests() {
	}

	/**
	 * Return the base URL without its query.
	 * @param endpoint the endpoint
	 * @return the base URL, encoded, without a slash at its end
	 */
	public static URI baseUrl(MiosaEndpoint endpoint) {
		return builder(endpoint).replaceQuery(null).build(true).toUri();
	}

	/**
	 * Return a URI with the query of the base URL.
	 * @param endpoint the endpoint
	 * @param uri the encoded URI
	 * @return the URI with the base URL's query ahead of its own
	 */
	public static URI withBaseQuery(MiosaEndpoint endpoint, URI uri) {
		String query = endpoint.getBaseUrl().getRawQuery();
		return (query != null)
				? UriComponentsBuilder.fromUri(uri).replaceQuery(query).query(uri.getRawQuery()).build(true).toUri()
				: uri;
	}

	/**
	 * Return the WebSocket URI of a resource.
	 * @param endpoint the endpoint
	 * @param query the query parameters in order, not encoded
	 * @param pathSegments the path below the base URL, each one segment, not encoded
	 * @return the {@code ws} or {@code wss} URI, with the base URL's query ahead of the
	 * given one
	 */
	public static URI webSocketUri(MiosaEndpoint endpoint, List<Map.Entry<String, String>> query,
			String... pathSegments) {
		UriComponentsBuilder uri = builder(endpoint);
		uri.scheme("https".equalsIgnoreCase(endpoint.getBaseUrl().getScheme()) ? "wss" : "ws");
		for (String segment : pathSegments) {
			uri.path("/").path(encode(segment));
		}
		query.forEach((parameter) -> uri.queryParam(encode(parameter.getKey()), encode(parameter.getValue())));
		return uri.build(true).toUri();
	}

	private static UriComponentsBuilder builder(MiosaEndpoint endpoint) {
		URI baseUrl = endpoint.getBaseUrl();
		return UriComponentsBuilder.fromUri(baseUrl)
			.replacePath(StringUtils.trimTrailingCharacter(baseUrl.getRawPath(), '/'));
	}

	private static String encode(String text) {
		return UriUtils.encode(text, StandardCharsets.UTF_8);
	}

	/**
	 * Set the credentials and the other headers that every request carries.
	 * @param endpoint the endpoint
	 * @param headers the headers to set
	 * @throws IllegalArgumentException if a request cannot carry the key
	 */
	public static void addHeaders(MiosaEndpoint endpoint, HttpHeaders headers) {
		headers.setBearerAuth(endpoint.getApiKey());
		if (endpoint.getTenant() != null) {
			headers.set("X-MIOSA-Tenant", endpoint.getTenant());
		}
		if (endpoint.getWorkspace() != null) {
			headers.set("X-MIOSA-Workspace", endpoint.getWorkspace());
		}
		headers.set(HttpHeaders.USER_AGENT, USER_AGENT);
		headers.setAccept(headers.getAccept().contains(MediaType.TEXT_EVENT_STREAM)
				? List.of(MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM)
				: List.of(MediaType.APPLICATION_JSON));
	}

	private static String version() {
		String version = ApiRequests.class.getPackage().getImplementationVersion();
		return (version != null) ? version : "development";
	}

}
