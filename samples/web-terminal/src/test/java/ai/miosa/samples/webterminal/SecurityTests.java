package ai.miosa.samples.webterminal;

import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@WebTerminalTest
class SecurityTests {

	@Autowired
	private MiosaLocalComputer computer;

	@Autowired
	private ServerProperties server;

	@LocalServerPort
	private int port;

	@Test
	void listensToThisMachineAlone() {
		assertThat(this.server.getAddress().isLoopbackAddress()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health", "/actuator/%68ealth", "/actuator/metrics", "/terminal", "/terminals",
			"/%74erminals", "/jobs", "/computer", "/application.properties" })
	void asksForALogin(String path) throws Exception {
		assertThat(new Visitor(this.port).get(path).statusCode()).isEqualTo(401);
	}

	@Test
	void rejectsAWrongPassword() throws Exception {
		assertThat(Visitor.loggedIn(this.port, "guess").get("/terminals").statusCode()).isEqualTo(401);
		assertThat(Visitor.loggedIn(this.port, "sesame").get("/terminals").statusCode()).isEqualTo(200);
	}

	@Test
	void sharesNoCookieWithOtherApplicationsOnThisHost() throws Exception {
		assertThat(Visitor.loggedIn(this.port, "sesame").cookies()).containsExactlyInAnyOrder("WEB-TERMINAL-SESSION",
				"WEB-TERMINAL-XSRF-TOKEN");
	}

	@Test
	void trustsTheSchemeThatAProxyReports() throws Exception {
		Visitor visitor = Visitor.user(this.port);
		visitor.connectThroughTlsProxy("/terminal?id=any", "https://127.0.0.1", new WebSocket.Listener() {
		}).abort();
		assertHandshakeRefused(visitor, "https://127.0.0.1", 403);
	}

	@Test
	void letsTheBrowserKeepWhatNeverChanges() throws Exception {
		Visitor visitor = Visitor.user(this.port);
		assertThat(visitor.get("/xterm-6.0.0/xterm.js").headers().firstValue("Cache-Control")).get()
			.asString()
			.contains("max-age=31536000", "immutable");
		assertThat(visitor.get("/tabs.js").headers().firstValue("Cache-Control")).hasValue("no-cache");
	}

	@Test
	void compressesThePage() throws Exception {
		Visitor visitor = Visitor.user(this.port);
		assertThat(visitor.getCompressed("/xterm-6.0.0/xterm.js").headers().firstValue("Content-Encoding"))
			.hasValue("gzip");
	}

	@Test
	void rejectsATerminalForAForgedRequest() throws Exception {
		Visitor visitor = Visitor.user(this.port);
		assertThat(
				visitor.postWithoutToken("/terminals", "application/json", "{\"columns\":80,\"rows\":24}").statusCode())
			.isEqualTo(403);
		assertThat(visitor.get("/terminals").body()).isEqualTo("[]");
	}

	@Test
	void rejectsATerminalForAPageOfAnotherOrigin() throws Exception {
		Visitor visitor = Visitor.user(this.port);
		assertHandshakeRefused(visitor, "https://elsewhere.example", 403);
		assertHandshakeRefused(visitor, "http://127.0.0.1:1", 403);
		assertHandshakeRefused(visitor, "malformed", 403);
		visitor.connect("/terminal?id=any", visitor.origin(), new WebSocket.Listener() {
		}).abort();
	}

	@Test
	void rejectsATerminalWithoutALogin() {
		Visitor visitor = new Visitor(this.port);
		assertHandshakeRefused(visitor, visitor.origin(), 401);
	}

	@Test
	void letsThePageRunItsOwnScriptsAlone() throws Exception {
		HttpResponse<String> response = Visitor.user(this.port).get("/");
		assertThat(response.body()).contains("default-src 'none'; script-src 'self'; ");
		assertThat(response.headers().firstValue("X-Frame-Options")).hasValue("DENY");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/tabs.js", "/terminals", "/computer", "/actuator/health", "/actuator/env" })
	void keepsTheKeyOnTheServer(String path) throws Exception {
		Visitor visitor = Visitor.user(this.port);
		HttpResponse<String> response = visitor.get(path);
		assertThat(response.headers() + response.body()).doesNotContain(this.computer.getApiKey());
	}

	private static void assertHandshakeRefused(Visitor visitor, String origin, int status) {
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> visitor.connect("/terminal?id=any", origin, new WebSocket.Listener() {
			}))
			.havingCause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(status));
	}

}
