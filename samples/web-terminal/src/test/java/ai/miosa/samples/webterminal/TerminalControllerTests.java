package ai.miosa.samples.webterminal;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import ai.miosa.samples.webterminal.bridge.TerminalBridge;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.client.MiosaSessionRegistry;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;

@WebTerminalTest
class TerminalControllerTests {

	private static final int FRAME = 32 * 1024;

	@Autowired
	private MiosaLocalComputer computer;

	@Autowired
	private Terminals terminals;

	@Autowired
	private WebTerminalProperties properties;

	@Autowired
	private MiosaSessionRegistry sessions;

	@LocalServerPort
	private int port;

	private Visitor visitor;

	@BeforeEach
	void logIn() {
		this.visitor = Visitor.user(this.port);
	}

	@AfterEach
	void closeTerminals() {
		this.terminals.of("user").forEach((terminal) -> this.terminals.close("user", terminal.id()));
	}

	@Test
	void appliesBackPressureUntilTheWindowHasShownTheOutput() throws Exception {
		long limit = TerminalBridge.WINDOW;
		Window window = watch(this.visitor.openTerminal()).type("seq 100000; echo e''nd\n");
		Window.await(() -> {
			Window.await(() -> window.unshown() == limit || window.text().contains("end"));
			window.shown(window.offset() - limit + FRAME);
			return window.text().contains("end");
		});
		assertThat(window.largestUnshown()).isEqualTo(limit);
	}

	@Test
	void closesAWindowThatClaimsToHaveShownWhatItWasNotSent() throws Exception {
		Window window = watch(this.visitor.openTerminal()).shown(1_000_000);
		Window.await(() -> window.closeCode() != 0);
	}

	@Test
	@Tag("thorough")
	void closesAWindowThatDoesNotWaitForItsStdinToBeTaken() throws Exception {
		Window window = watch(this.visitor.openTerminal()).type("stty raw -echo; sleep 1000\n").awaitText("1000");
		String piece = "x".repeat(8 * 1024);
		// The session takes some MiB first
		Window.await()
			.pollInterval(Duration.ofMillis(1))
			.until(() -> !window.tryToType(piece) && window.closeCode() != 0);
	}

	@Test
	void goesOnWhereAWindowWasAfterItsConnectionBroke() throws Exception {
		String terminal = this.visitor.openTerminal();
		Window window = watch(terminal).type("echo fir''st\n").awaitText("first\r\n");
		long offset = window.received();
		window.breakConnection();
		Window.await(() -> bridgeIsUnwatched(terminal));
		Window again = new Window(this.visitor, terminal).show(offset).type("echo sec''ond\n").awaitText("second");
		assertThat(again.text()).doesNotContain("first");
	}

	@Test
	@Tag("thorough")
	void replaysTheLatestOutputWithTheModesOfTheScreen() throws Exception {
		String terminal = this.visitor.openTerminal();
		new Window(this.visitor, terminal).type("printf '\\e[?2004h\\e[?1049h'; seq 400000; printf '\\e]2;filled\\a'\n")
			.awaitMessage("\"title\":\"filled\"");
		Window window = watch(terminal);
		window.awaitMessage("\"restore\":\"\\u001Bc\\u001B[?1049h\\u001B[?2004");
		Window.await(() -> {
			window.shown(window.offset());
			return window.text().contains("\r\n400000\r\n");
		});
		assertThat(window.received()).isLessThanOrEqualTo(TerminalBridge.REPLAY + FRAME);
	}

	@Test
	@Tag("thorough")
	void hiddenTerminalAppliesNoBackPressure() throws Exception {
		Window window = watch(this.visitor.openTerminal()).tell("{\"type\":\"hide\"}");
		window.type("seq 500000; touch through\n");
		Window.await(() -> Files.exists(this.computer.home().resolve("through")));
		assertThat(window.received()).isLessThan(TerminalBridge.WINDOW);
	}

	@Test
	@Tag("thorough")
	void letsTheFasterOfTwoWindowsSetThePace() throws Exception {
		String terminal = this.visitor.openTerminal();
		Window slow = watch(terminal);
		Window fast = watch(terminal).type("seq 200000; echo e''nd\n");
		Window.await(() -> {
			fast.shown(fast.received());
			return fast.text().contains("end");
		});
		assertThat(slow.received()).isLessThanOrEqualTo(TerminalBridge.WINDOW);
		// More of its window may be on the way
		Window.await(() -> slow.shown(slow.offset()).text().contains("end"));
		assertThat(slow.messages()).contains("\\u001Bc");
	}

	@Test
	@Tag("thorough")
	void letsOneWindowAnswerAProgram() throws Exception {
		String terminal = this.visitor.openTerminal();
		Window other = watch(terminal);
		Window lead = watch(terminal).type("cat\n").awaitText("cat\r\n");
		lead.awaitMessage("\"leading\":true");
		Window.await(() -> other.lastMessage().contains("\"leading\":false"));
		other.type("x").awaitMessage("\"leading\":true");
		Window.await(() -> lead.lastMessage().contains("\"leading\":false"));
	}

	@Test
	@Tag("thorough")
	void reportsTheTitleAndHowTheLastCommandEnded() throws Exception {
		watch(this.visitor.openTerminal()).type("printf '\\e]2;my title\\a'; read; (exit 7)\n")
			.awaitMessage("\"title\":\"my title\",\"busy\":true")
			.type("\n")
			.awaitMessage("\"title\":\"my title\",\"busy\":false,\"lastExitCode\":7");
	}

	@Test
	@Tag("thorough")
	void limitsTheTerminals() throws Exception {
		for (int i = 0; i < this.properties.terminals(); i++) {
			this.visitor.openTerminal();
		}
		HttpResponse<String> refusal = this.visitor.post("/terminals", "application/json",
				"{\"columns\":80,\"rows\":24}");
		assertThat(refusal.statusCode()).isEqualTo(503);
		assertThat(refusal.body()).contains("which is the limit");
	}

	@Test
	void keepsATerminalToItsUser() throws Exception {
		String terminal = this.visitor.openTerminal();
		assertThat(this.visitor.get("/terminals").body())
			.isEqualTo("[{\"id\":\"" + terminal + "\",\"keepMillis\":600000}]");
		assertThat(this.terminals.find("other", terminal)).isEmpty();
		assertThat(this.terminals.of("other")).isEmpty();
		this.terminals.close("other", terminal);
		assertThat(this.terminals.find("user", terminal)).isPresent();
	}

	@Test
	void keepsATerminalThatAPageShows() throws Exception {
		String terminal = this.visitor.openTerminal();
		assertThat(bridgeIsUnwatched(terminal)).isTrue();
		watch(terminal).awaitMessage("state");
		assertThat(bridgeIsUnwatched(terminal)).isFalse();
	}

	@Test
	@Tag("thorough")
	void reportsThatThereIsNoSuchTerminal() {
		Window window = new Window(this.visitor, "none");
		Window.await(() -> window.closeCode() == 4404);
	}

	@Test
	void reportsThatTheComputerIsStopped() throws Exception {
		this.computer.setStatus(this.computer.getComputerId(), State.STOPPED);
		HttpResponse<String> refusal = this.visitor.post("/terminals", "application/json",
				"{\"columns\":80,\"rows\":24}");
		assertThat(refusal.statusCode()).isEqualTo(502);
		assertThat(refusal.body()).contains("\"detail\":\"").doesNotContain(this.computer.getApiKey());
	}

	@Test
	void reportsThatTheConnectionToTheComputerBroke() throws Exception {
		this.computer.sessionFaults().next(SessionFault.session().dropAfter(200, ConnectionEnd.RESET));
		watch(this.visitor.openTerminal()).type("seq 1000\n").awaitMessage("\"exitCode\":null");
	}

	@Test
	@Tag("thorough")
	void reportsThatAnAdministratorEndedTheTerminal() throws Exception {
		Window window = watch(this.visitor.openTerminal());
		this.sessions.getSessions().forEach(MiosaSession::close);
		window.awaitMessage("\"exitCode\":null");
	}

	@Test
	void reportsThatTheTerminalWasClosedInAnotherWindow() throws Exception {
		String terminal = this.visitor.openTerminal();
		Window window = watch(terminal).awaitMessage("state");
		this.visitor.delete("/terminals/" + terminal);
		window.awaitMessage("The terminal was closed in another window.");
	}

	@Test
	void endsTheTerminalsOfAUserWhoLogsOut() throws Exception {
		String terminal = this.visitor.openTerminal();
		Visitor leaving = Visitor.loggedIn(this.port, "sesame");
		Window window = new Window(leaving, terminal).awaitMessage("state");
		Window elsewhere = new Window(this.visitor, terminal).awaitMessage("state");
		leaving.post("/logout", "text/plain", "");
		Window.await(() -> window.closeCode() != 0);
		elsewhere.awaitMessage("You logged out, which ended the terminal.");
		assertThat(this.terminals.of("user")).isEmpty();
	}

	@Test
	void reportsHowTheShellEndedAfterItsOutput() throws Exception {
		Window window = watch(this.visitor.openTerminal()).type("echo la''st; exit 3\n");
		window.awaitMessage("\"end\":{\"exitCode\":3,\"message\":null}");
		assertThat(window.text()).contains("last\r\nexit");
	}

	@Test
	void tellsAPageThatReconnectsHowMuchOfItsStdinHasArrived() throws Exception {
		String terminal = this.visitor.openTerminal();
		Window window = new Window(this.visitor, terminal, "page").show().type("cat\n").awaitText("cat\r\n");
		window.breakConnection();
		new Window(this.visitor, terminal, "page").awaitMessage("\"received\":4,\"taken\":4");
		new Window(this.visitor, terminal, "other").show().awaitMessage("\"received\":0,\"taken\":0");
	}

	@Test
	void takesNothingMoreFromAConnectionThatWasReplaced() throws Exception {
		String terminal = this.visitor.openTerminal();
		Window former = new Window(this.visitor, terminal, "page").show()
			.type("echo rea''dy; cat\n")
			.awaitText("ready\r\n");
		Window current = new Window(this.visitor, terminal, "page").show().awaitMessage("\"taken\":18");
		// Which may have been closed
		former.tryToType("former\n");
		current.type("current\n").awaitText("current\r\ncurrent\r\n");
		assertThat(current.text()).doesNotContain("former");
	}

	@Test
	void answersAPageThatAsksWhetherTheConnectionWorks() throws Exception {
		Window window = watch(this.visitor.openTerminal()).awaitMessage("sync").tell("{\"type\":\"alive\"}");
		Window.await(() -> window.messages().matches("(?s).*\"sync\".*\"state\".*"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "no JSON", "[]", "{\"type\":\"shown\",\"offset\":\"x\"}", "{\"type\":\"unknown\"}",
			"{\"type\":\"resize\",\"columns\":-1,\"rows\":1}" })
	@Tag("thorough")
	void closesAWindowThatDoesNotFollowTheProtocol(String message) throws Exception {
		Window window = watch(this.visitor.openTerminal());
		// While answers are on their way
		for (int i = 0; i < 100; i++) {
			window.tell("{\"type\":\"alive\"}");
		}
		window.tell(message);
		Window.await(() -> window.closeCode() != 0);
		assertThat(window.closeCode()).isEqualTo(1008);
	}

	private Window watch(String terminal) {
		return new Window(this.visitor, terminal).show();
	}

	private boolean bridgeIsUnwatched(String terminal) {
		return this.terminals.find("user", terminal).orElseThrow().bridge().isAbandoned(Instant.now().plusSeconds(1));
	}

}
