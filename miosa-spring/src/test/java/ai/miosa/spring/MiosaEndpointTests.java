package ai.miosa.spring;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MiosaEndpointTests {

	private static final String KEY = "msk_u_secret";

	@Test
	@DisplayName("Wire: the path prefix is part of the base URL")
	void keepsPathPrefix() {
		MiosaEndpoint endpoint = endpoint("https://api.miosa.ai/api/v1/");
		assertThat(endpoint.getBaseUrl()).hasToString("https://api.miosa.ai/api/v1");
		assertThat(endpoint.webSocketUri(List.of(), "computers", "c1"))
			.hasToString("wss://api.miosa.ai/api/v1/computers/c1");
	}

	@Test
	@DisplayName("Wire: a base URL's query survives on every request")
	void keepsQuery() {
		MiosaEndpoint endpoint = endpoint("https://example.com/v1?region=eu%20west");
		assertThat(endpoint.withBaseQuery(URI.create("https://example.com/v1/computers")))
			.hasToString("https://example.com/v1/computers?region=eu%20west");
		assertThat(endpoint.withBaseQuery(URI.create("https://example.com/v1/computers?per_page=1")))
			.hasToString("https://example.com/v1/computers?region=eu%20west&per_page=1");
		assertThat(endpoint.webSocketUri(List.of(Map.entry("command", "ls")), "computers"))
			.hasToString("wss://example.com/v1/computers?region=eu%20west&command=ls");
	}

	@Test
	@DisplayName("Wire: the id is one percent-encoded path segment")
	void encodesSegments() {
		assertThat(endpoint("https://example.com").webSocketUri(List.of(), "computers", "a/b?c%#é +{x}"))
			.hasToString("wss://example.com/computers/a%2Fb%3Fc%25%23%C3%A9%20%2B%7Bx%7D");
	}

	@Test
	@DisplayName("Wire: spaces, &, +, %, newlines and non-ASCII survive in the command")
	void encodesQuery() {
		assertThat(
				endpoint("http://127.0.0.1:8080/v1").webSocketUri(List.of(Map.entry("command", "a &+%\né=")), "stream"))
			.hasToString("ws://127.0.0.1:8080/v1/stream?command=a%20%26%2B%25%0A%C3%A9%3D");
	}

	@Test
	@DisplayName("Wire: Authorization, X-MIOSA-Tenant, User-Agent and Accept headers")
	void addsHeaders() {
		HttpHeaders headers = new HttpHeaders();
		MiosaEndpoint.of("https://example.com", KEY, "acme").addHeaders(headers);
		assertThat(headers.getFirst("Authorization")).isEqualTo("Bearer " + KEY);
		assertThat(headers.getFirst("X-MIOSA-Tenant")).isEqualTo("acme");
		assertThat(headers.getFirst("User-Agent")).startsWith("miosa-spring/");
		assertThat(headers.getFirst("Accept")).isEqualTo("application/json");
	}

	@Test
	void leavesTenantOut() {
		HttpHeaders headers = new HttpHeaders();
		endpoint("https://example.com").addHeaders(headers);
		assertThat(headers.containsHeader("X-MIOSA-Tenant")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:8080", "http://127.0.0.1", "http://127.1.2.3/v1", "http://[::1]:80" })
	void acceptsPlaintextOnLoopback(String baseUrl) {
		assertThat(endpoint(baseUrl)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://example.com", "http://localhost.example.com", "http://10.0.0.1", "http://[::2]",
			"http://127.0.0.1.example.com" })
	void refusesPlaintextElsewhere(String baseUrl) {
		assertThatIllegalArgumentException().isThrownBy(() -> endpoint(baseUrl)).withMessageContaining("https");
		assertThat(MiosaEndpoint.ofAllowingPlaintext(baseUrl, KEY, null)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "example.com", "ftp://example.com", "https://", "https://user:pw@example.com",
			"https://example.com/#f", "https://exa mple.com", "https:opaque" })
	void refusesBadUrls(String baseUrl) {
		assertThatIllegalArgumentException().isThrownBy(() -> endpoint(baseUrl)).withMessageContaining("base URL");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "msk_\n", "msk_\r\nX: y", "msk_\0", "msk_é", "msk_ 1", "msk_1 ", "${MSK_KEY}" })
	void refusesBadKeys(String key) {
		assertThatIllegalArgumentException().isThrownBy(() -> MiosaEndpoint.of("https://example.com", key, null))
			.withMessageContaining("API key")
			.withMessageNotContainingAny("msk_", "MSK_");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\nb", "a\u007f" })
	void refusesBadTenants(String tenant) {
		assertThatIllegalArgumentException().isThrownBy(() -> MiosaEndpoint.of("https://example.com", KEY, tenant))
			.withMessageContaining("tenant");
	}

	@Test
	void asksForTheKeyWithEachRequest() {
		AtomicReference<String> key = new AtomicReference<>("msk_u_1");
		MiosaEndpoint endpoint = MiosaEndpoint.of("https://example.com", key::get, null);
		assertThat(authorization(endpoint)).isEqualTo("Bearer msk_u_1");
		key.set("msk_u_2");
		assertThat(authorization(endpoint)).isEqualTo("Bearer msk_u_2");
		key.set("msk_ 3");
		assertThatIllegalArgumentException().isThrownBy(() -> authorization(endpoint))
			.withMessageContaining("white space");
	}

	@Test
	void canBeGivenAnotherKeyOrTenant() {
		MiosaEndpoint endpoint = MiosaEndpoint.of("https://example.com", KEY, "acme");
		HttpHeaders headers = new HttpHeaders();
		endpoint.withApiKey("msk_u_2").withTenant("other").addHeaders(headers);
		assertThat(headers.getFirst("Authorization")).isEqualTo("Bearer msk_u_2");
		assertThat(headers.getFirst("X-MIOSA-Tenant")).isEqualTo("other");
		assertThat(authorization(endpoint)).isEqualTo("Bearer " + KEY);
		assertThatIllegalArgumentException().isThrownBy(() -> endpoint.withApiKey(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> endpoint.withTenant("a\nb"));
	}

	@Test
	void toStringShowsNoSecret() {
		assertThat(MiosaEndpoint.of("https://example.com/v1?token=canary", KEY, "acme"))
			.hasToString("https://example.com");
	}

	private static String authorization(MiosaEndpoint endpoint) {
		HttpHeaders headers = new HttpHeaders();
		endpoint.addHeaders(headers);
		return String.valueOf(headers.getFirst(HttpHeaders.AUTHORIZATION));
	}

	private static MiosaEndpoint endpoint(String baseUrl) {
		return MiosaEndpoint.of(baseUrl, KEY, null);
	}

}
