package ai.miosa.spring.api;

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

import ai.miosa.spring.MiosaEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

class ApiRequestsTests {

	private static final String KEY = "msk_u_secret";

	@Test
	@DisplayName("Wire: the path prefix is part of the base URL")
	void keepsPathPrefix() {
		MiosaEndpoint endpoint = endpoint("https://api.miosa.ai/api/v1/");
		assertThat(ApiRequests.baseUrl(endpoint)).hasToString("https://api.miosa.ai/api/v1");
		assertThat(ApiRequests.webSocketUri(endpoint, List.of(), "computers", "c1"))
			.hasToString("wss://api.miosa.ai/api/v1/computers/c1");
	}

	@Test
	@DisplayName("Wire: a base URL's query survives on every request")
	void keepsQuery() {
		MiosaEndpoint endpoint = endpoint("https://example.com/v1?region=eu%20west");
		assertThat(ApiRequests.withBaseQuery(endpoint, URI.create("https://example.com/v1/computers")))
			.hasToString("https://example.com/v1/computers?region=eu%20west");
		assertThat(ApiRequests.withBaseQuery(endpoint, URI.create("https://example.com/v1/computers?per_page=1")))
			.hasToString("https://example.com/v1/computers?region=eu%20west&per_page=1");
		assertThat(ApiRequests.webSocketUri(endpoint, List.of(Map.entry("command", "ls")), "computers"))
			.hasToString("wss://example.com/v1/computers?region=eu%20west&command=ls");
	}

	@Test
	@DisplayName("Wire: the id is one percent-encoded path segment")
	void encodesSegments() {
		assertThat(ApiRequests.webSocketUri(endpoint("https://example.com"), List.of(), "computers", "a/b?c%#é +{x}"))
			.hasToString("wss://example.com/computers/a%2Fb%3Fc%25%23%C3%A9%20%2B%7Bx%7D");
	}

	@Test
	@DisplayName("Wire: spaces, &, +, %, newlines and non-ASCII survive in the command")
	void encodesQuery() {
		assertThat(ApiRequests.webSocketUri(endpoint("http://127.0.0.1:8080/v1"),
				List.of(Map.entry("command", "a &+%\né=")), "stream"))
			.hasToString("ws://127.0.0.1:8080/v1/stream?command=a%20%26%2B%25%0A%C3%A9%3D");
	}

	@Test
	@DisplayName("Wire: Authorization, X-MIOSA-Tenant, User-Agent and Accept headers")
	void addsHeaders() {
		HttpHeaders headers = new HttpHeaders();
		ApiRequests.addHeaders(MiosaEndpoint.of("https://example.com", KEY, "acme"), headers);
		assertThat(headers.getFirst("Authorization")).isEqualTo("Bearer " + KEY);
		assertThat(headers.getFirst("X-MIOSA-Tenant")).isEqualTo("acme");
		assertThat(headers.getFirst("User-Agent")).startsWith("miosa-spring/");
		assertThat(headers.getFirst("Accept")).isEqualTo("application/json");
	}

	@Test
	void omitsTheTenant() {
		HttpHeaders headers = new HttpHeaders();
		ApiRequests.addHeaders(endpoint("https://example.com"), headers);
		assertThat(headers.containsHeader("X-MIOSA-Tenant")).isFalse();
	}

	private static MiosaEndpoint endpoint(String baseUrl) {
		return MiosaEndpoint.of(baseUrl, KEY, null);
	}

}
