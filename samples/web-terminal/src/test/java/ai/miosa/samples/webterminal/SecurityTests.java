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
	@ValueSource(strings = { "/", "/panel.js", "/actuator/health", "/actuator/metrics", "/terminal", "/status",
			"/terminals" })
	void asksForALogin(String path) throws Exception {
		HttpResponse<String> response = new Visitor(this.port).get(path);
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location")).get().asString().endsWith("/login.html");
	}

	@Test
	void refusesAWrongPassword() throws Exception {
		assertThat(Visitor.loggedIn(this.port, "guess").get("/").statusCode()).isEqualTo(302);
		assertThat(Visitor.loggedIn(this.port, "sesame").get("/").statusCode()).isEqualTo(200);
	}

	@Test
	void sharesNoCookieWithOtherApplicationsOnThisHost() throws Exception {
		assertThat(Visitor.loggedIn(this.port, "sesame").cookies()).containsExactlyInAnyOrder("WEB-TERMINAL-SESSION",
				"WEB-TERMINAL-XSRF-TOKEN");
	}

	@Test
	void takesTheWordOfAProxyOnTheScheme() throws Exception {
		Visitor visitor = Visitor.loggedIn(this.port, "sesame");
		visitor.connectThroughTlsProxy("/status", "https://127.0.0.1", new WebSocket.Listener() {
		}).abort();
		assertHandshakeRefused(visitor, "https://127.0.0.1", 403);
	}

	@Test
	void letsTheBrowserKeepWhatNeverChanges() throws Exception {
		Visitor visitor = Visitor.loggedIn(this.port, "sesame");
		assertThat(visitor.get("/xterm-6.0.0/xterm.js").headers().firstValue("Cache-Control")).get()
			.asString()
			.contains("max-age=31536000", "immutable");
		assertThat(visitor.get("/tabs.js").headers().firstValue("Cache-Control")).hasValue("no-cache");
	}

	@Test
	void compressesThePage() throws Exception {
		Visitor visitor = Visitor.loggedIn(this.port, "sesame");
		assertThat(visitor.getCompressed("/xterm-6.0.0/xterm.js").headers().firstValue("Content-Encoding"))
			.hasValue("gzip");
	}

	@Test
	void refusesACommandFromAForgedRequest() throws Exception {
		Visitor visitor = Visitor.loggedIn(this.port, "sesame");
		assertThat(visitor.postWithoutToken("/commands/bash", "text/plain", "echo forged").statusCode()).isEqualTo(403);
		assertThat(this.computer.arrivals("echo forged")).isZero();
	}

	@Test
	void refusesATerminalForAPageOfAnotherOrigin() throws Exception {
		Visitor visitor = Visitor.loggedIn(this.port, "sesame");
		assertHandshakeRefused(visitor, "https://elsewhere.example", 403);
		assertHandshakeRefused(visitor, "http://127.0.0.1:1", 403);
		visitor.connect("/status", visitor.origin(), new WebSocket.Listener() {
		}).abort();
	}

	@Test
	void refusesATerminalWithoutALogin() {
		Visitor visitor = new Visitor(this.port);
		assertHandshakeRefused(visitor, visitor.origin(), 302);
	}

	@Test
	void letsThePageRunItsOwnScriptsAlone() throws Exception {
		HttpResponse<String> response = Visitor.loggedIn(this.port, "sesame").get("/");
		assertThat(response.headers().firstValue("Content-Security-Policy")).get()
			.asString()
			.contains("default-src 'none'; script-src 'self'; ", "frame-ancestors 'none'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/tabs.js", "/terminals", "/actuator/health", "/actuator/metrics/miosa.exec" })
	void keepsTheKeyOnTheServer(String path) throws Exception {
		Visitor visitor = Visitor.loggedIn(this.port, "sesame");
		HttpResponse<String> command = visitor.post("/commands/bash", "text/plain", "env");
		assertThat(command.body()).contains("HOME=").doesNotContain(this.computer.getApiKey());
		HttpResponse<String> response = visitor.get(path);
		assertThat(response.statusCode()).isEqualTo(200);
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
