package ai.miosa.spring;

import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MiosaEndpointTests {

	private static final String KEY = "msk_u_secret";

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:8080", "http://127.0.0.1", "http://127.1.2.3/v1", "http://[::1]:80" })
	void acceptsPlaintextOnLoopback(String baseUrl) {
		assertThat(endpoint(baseUrl)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://example.com", "http://localhost.example.com", "http://10.0.0.1", "http://[::2]",
			"http://127.0.0.1.example.com" })
	void rejectsPlaintextElsewhere(String baseUrl) {
		assertThatIllegalArgumentException().isThrownBy(() -> endpoint(baseUrl)).withMessageContaining("https");
		assertThat(MiosaEndpoint.ofAllowingPlaintext(baseUrl, KEY, null)).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "example.com", "ftp://example.com", "https://", "https://user:pw@example.com",
			"https://example.com/#f", "https://exa mple.com", "https:opaque" })
	void rejectsBadUrls(String baseUrl) {
		assertThatIllegalArgumentException().isThrownBy(() -> endpoint(baseUrl)).withMessageContaining("base URL");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "msk_\n", "msk_\r\nX: y", "msk_\0", "msk_é", "msk_ 1", "msk_1 ", "${MSK_KEY}" })
	void rejectsBadKeys(String key) {
		assertThatIllegalArgumentException().isThrownBy(() -> MiosaEndpoint.of("https://example.com", key, null))
			.withMessageContaining("API key")
			.withMessageNotContainingAny("msk_", "MSK_");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\nb", "a\u007f" })
	void rejectsBadTenants(String tenant) {
		assertThatIllegalArgumentException().isThrownBy(() -> MiosaEndpoint.of("https://example.com", KEY, tenant))
			.withMessageContaining("tenant");
	}

	@Test
	void asksForTheKeyWithEachRequest() {
		AtomicReference<String> key = new AtomicReference<>("msk_u_1");
		MiosaEndpoint endpoint = MiosaEndpoint.of("https://example.com", key::get, null);
		assertThat(endpoint.getApiKey()).isEqualTo("msk_u_1");
		key.set("msk_u_2");
		assertThat(endpoint.getApiKey()).isEqualTo("msk_u_2");
		key.set("msk_ 3");
		assertThatIllegalArgumentException().isThrownBy(endpoint::getApiKey).withMessageContaining("white space");
	}

	@Test
	void canBeGivenAnotherKeyOrTenant() {
		MiosaEndpoint endpoint = MiosaEndpoint.of("https://example.com", KEY, "acme");
		MiosaEndpoint other = endpoint.withApiKey("msk_u_2").withTenant("other");
		assertThat(other.getApiKey()).isEqualTo("msk_u_2");
		assertThat(other.getTenant()).isEqualTo("other");
		assertThat(endpoint.getApiKey()).isEqualTo(KEY);
		assertThatIllegalArgumentException().isThrownBy(() -> endpoint.withApiKey(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> endpoint.withTenant("a\nb"));
	}

	@Test
	void toStringShowsNoSecret() {
		assertThat(MiosaEndpoint.of("https://example.com/v1?token=canary", KEY, "acme"))
			.hasToString("https://example.com");
	}

	private static MiosaEndpoint endpoint(String baseUrl) {
		return MiosaEndpoint.of(baseUrl, KEY, null);
	}

}
