package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.MiosaServerException;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each connector that Spring Boot offers sends a command once, to one host, whatever goes
 * wrong.
 */
@ParameterizedClass
@ValueSource(strings = { "reactor", "jetty", "http-components", "jdk" })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectorTests {

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final MiosaLocalComputer otherHost = MiosaLocalComputer.start();

	private final String id = this.computer.getComputerId();

	private MiosaApplication application;

	private MiosaExecTemplate miosa;

	@Parameter
	private String connector;

	@BeforeAll
	void start() {
		this.application = MiosaApplication.start(this.computer,
				"spring.http.clients.reactive.connector=" + this.connector, "miosa.retry.enabled=false",
				"miosa.exec.grace-period=2s");
		this.miosa = this.application.template();
	}

	@BeforeEach
	void warmUp() {
		// A connection in the pool, since some faults differ on a connection's second use
		this.miosa.bash(this.id, "true");
	}

	@AfterAll
	void stop() {
		this.application.close();
		this.computer.close();
		this.otherHost.close();
	}

	@AfterEach
	void clearFaults() {
		this.computer.faults().clear();
	}

	@Test
	void runs() {
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
		this.computer.faults().next(Fault.dropAfterRunning(end));
		String mark = UUID.randomUUID().toString();
		assertThatExceptionOfType(MiosaConnectionException.class)
			.isThrownBy(() -> this.miosa.bash(this.id, "echo x >> " + mark));
		assertThat(this.computer.home().resolve(mark)).hasContent("x");
	}

	@ParameterizedTest
	@EnumSource
	void claimsNothingItCannotKnowWhenDroppedBeforeTheBody(ConnectionEnd end) {
		this.computer.faults().next(Fault.dropBeforeBody(end));
		String command = command();
		assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> this.miosa.bash(this.id, command));
		assertThat(this.computer.arrivals(command)).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	@DisplayName("A redirect is an error, and neither the command nor the key reaches the other host")
	void followsNoRedirect(int status) {
		String location = this.otherHost.getBaseUrl() + "/computers/" + this.otherHost.getComputerId() + "/exec";
		assertSentOnce(Fault.redirect(status, location), MiosaServerException.class, true);
		assertThat(this.otherHost.requests()).isZero();
	}

	@Test
	void knowsThatNothingWasSentWhenRefused() {
		this.computer.refuseConnections();
		try {
			assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> this.miosa.bash(this.id, "true"))
				.satisfies((ex) -> assertThat(ex.isRequestSent()).isFalse());
		}
		finally {
			this.computer.acceptConnections();
		}
	}

	@Test
	void readsASlowAnswer() {
		this.computer.faults().next(Fault.slowBody(Duration.ofSeconds(1)));
		String command = command();
		assertThat(this.miosa.bash(this.id, command).isSuccess()).isTrue();
		assertThat(this.computer.arrivals(command)).isEqualTo(1);
	}

	@Test
	void reportsATruncatedAnswer() {
		assertSentOnce(Fault.truncatedBody(), MiosaConnectionException.class, true);
	}

	private void assertSentOnce(Fault fault, Class<? extends MiosaException> type, boolean mayHaveRun) {
		this.computer.faults().next(fault);
		String command = command();
		assertThatExceptionOfType(type).isThrownBy(() -> this.miosa.bash(this.id, command))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isEqualTo(mayHaveRun));
		assertThat(this.computer.arrivals(command)).isEqualTo(1);
	}

	private static String command() {
		return "true " + UUID.randomUUID();
	}

}
