package ai.miosa.spring.exec;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.MiosaServerException;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each supported connector sends a command once, to one host, whatever goes wrong.
 */
@ParameterizedClass
@ValueSource(strings = { "jdk", "reactor" })
class ConnectorTests {

	private static MiosaLocalComputer computer;

	private static MiosaLocalComputer otherHost;

	private static LocalComputerApplication application;

	@Parameter
	private String connector;

	private final String id = computer.getComputerId();

	private final MiosaExecTemplate miosa = application.template();

	@BeforeParameterizedClassInvocation
	static void start(String connector) {
		computer = MiosaLocalComputer.start();
		otherHost = MiosaLocalComputer.start();
		application = start(connector, "miosa.exec.grace-period=2s");
	}

	private static LocalComputerApplication start(String connector, String property) {
		return LocalComputerApplication.start(computer, "spring.http.clients.reactive.connector=" + connector,
				"miosa.retry.enabled=false", property);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		application.close();
		computer.close();
		otherHost.close();
	}

	@BeforeEach
	void warmUp() {
		// A connection in the pool, since some faults differ on a connection's second use
		this.miosa.bash(this.id, "true");
	}

	@AfterEach
	void clearFaults() {
		computer.faults().clear();
	}

	@Test
	void runs() {
		assertThat(application.bean(ClientHttpConnectorBuilder.class).getClass().getSimpleName())
			.startsWithIgnoringCase(this.connector.replace("-", ""));
		assertThat(this.miosa.bash(this.id, "echo $((6 * 7))").output()).isEqualTo("42\n");
	}

	@Test
	void sendsOnceOn503() {
		assertSentOnce(Fault.error(503, "UNAVAILABLE"), MiosaServerException.class, true);
	}

	@Test
	void sendsOnceOn429() {
		assertSentOnce(Fault.rateLimited(Duration.ofSeconds(1)), MiosaRateLimitedException.class, false);
	}

	@ParameterizedTest
	@EnumSource
	void sendsOnceWhenDroppedAfterTheBody(ConnectionEnd end) {
		assertSentOnce(Fault.dropAfterBody(end), MiosaConnectionException.class, true);
	}

	@ParameterizedTest
	@EnumSource
	void runsOnceWhenDroppedAfterRunning(ConnectionEnd end) {
		computer.faults().next(Fault.dropAfterRunning(end));
		String mark = UUID.randomUUID().toString();
		assertThatExceptionOfType(MiosaConnectionException.class)
			.isThrownBy(() -> this.miosa.bash(this.id, "echo x >> " + mark));
		assertThat(computer.home().resolve(mark)).hasContent("x");
	}

	@ParameterizedTest
	@EnumSource
	void mayHaveRunWhenDroppedBeforeTheBody(ConnectionEnd end) {
		computer.faults().next(Fault.dropBeforeBody(end));
		String command = command();
		assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> this.miosa.bash(this.id, command));
		assertThat(computer.arrivals(command)).isZero();
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	@DisplayName("A redirect is an error, and neither the command nor the key reaches the other host")
	void followsNoRedirect(int status) {
		String location = otherHost.getBaseUrl() + "/computers/" + otherHost.getComputerId() + "/exec";
		assertSentOnce(Fault.redirect(status, location), MiosaServerException.class, true);
		assertThat(otherHost.requests()).isZero();
	}

	@Test
	@Tag("thorough")
	void knowsThatNothingWasSentWhenRefused() {
		computer.refuseConnections();
		// A new application, since a pooled connection may look alive until it is used
		try (LocalComputerApplication unconnected = start(this.connector, "miosa.connect-timeout=1s")) {
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> unconnected.template().bash(this.id, "true"))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
		finally {
			computer.acceptConnections();
		}
	}

	@Test
	@Tag("thorough")
	void knowsThatNothingWasSentWhenTheConnectionTimesOut() throws IOException {
		// Fills the queue of a listener that never accepts, so that the next connection
		// hangs
		try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket first = new Socket(listener.getInetAddress(), listener.getLocalPort());
				Socket second = new Socket(listener.getInetAddress(), listener.getLocalPort());
				LocalComputerApplication unconnected = LocalComputerApplication.start(computer,
						"spring.http.clients.reactive.connector=" + this.connector, "miosa.retry.enabled=false",
						"miosa.connect-timeout=300ms", "miosa.base-url=http://127.0.0.1:" + listener.getLocalPort())) {
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> unconnected.template().bash(this.id, "true"))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
	}

	@Test
	@Tag("thorough")
	void readsASlowAnswer() {
		computer.faults().next(Fault.slowBody(Duration.ofMillis(300)));
		String command = command();
		assertThat(this.miosa.bash(this.id, command).isSuccess()).isTrue();
		assertThat(computer.arrivals(command)).isEqualTo(1);
	}

	@Test
	void reportsATruncatedAnswer() {
		assertSentOnce(Fault.truncatedBody(), MiosaConnectionException.class, true);
	}

	private void assertSentOnce(Fault fault, Class<? extends MiosaException> type, boolean mayHaveRun) {
		computer.faults().next(fault);
		String command = command();
		assertThatExceptionOfType(type).isThrownBy(() -> this.miosa.bash(this.id, command))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isEqualTo(mayHaveRun));
		assertThat(computer.arrivals(command)).isEqualTo(1);
	}

	private static String command() {
		return "true " + UUID.randomUUID();
	}

}
