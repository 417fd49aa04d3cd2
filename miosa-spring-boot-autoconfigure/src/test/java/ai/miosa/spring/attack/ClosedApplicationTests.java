package ai.miosa.spring.attack;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.exec.ExecResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * An application that shuts down ends its calls quietly and accepts no more.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClosedApplicationTests {

	private static final int CALLS = 50;

	@ParameterizedTest
	@EnumSource
	void endsWithItsCalls(Connector connector, CapturedOutput output) throws Exception {
		try (RawServer server = RawServer.http((connection) -> {
			connection.readRequest();
			connection.awaitClose();
		})) {
			Application application = Application.start(connector, server.baseUrl());
			MiosaExecTemplate miosa = application.miosa();
			List<CompletableFuture<ExecResult>> calls = IntStream.range(0, CALLS)
				.mapToObj((number) -> application.reactive().bash("cmp_1", "echo " + number).toFuture())
				.toList();
			server.awaitArrivals(CALLS);
			application.close();
			assertThat(calls).allSatisfy((call) -> assertThatThrownBy(call::join).cause()
				.isInstanceOfSatisfying(MiosaConnectionException.class, (ex) -> assertThat(ex.mayHaveRun()).isTrue()));
			server.awaitNoConnection();
			assertThatIllegalStateException().isThrownBy(() -> miosa.bash("cmp_1", "later"))
				.withMessageContaining("closed");
			assertThat(server.arrived()).hasSize(CALLS);
			assertThat(output.getAll()).doesNotContainPattern("(WARN|ERROR).*Exception");
		}
	}

	@Test
	@Tag("thorough")
	void leavesNoThreadOfTheClientOfTheJdk() throws Exception {
		try (RawServer server = RawServer
			.http(RawServer.answering((request, connection) -> connection.result("", 0)))) {
			await().atMost(RawServer.LIMIT).until(ClosedApplicationTests::selectorThreads, (threads) -> threads == 0);
			for (int i = 0; i < 20; i++) {
				try (Application application = Application.start(Connector.JDK, server.baseUrl())) {
					application.miosa().bash("cmp_1", "true");
				}
			}
			await().atMost(RawServer.LIMIT).until(ClosedApplicationTests::selectorThreads, (threads) -> threads == 0);
		}
	}

	/**
	 * Count the threads of the JDK's clients. Before Java 21, they end once a client has
	 * been collected.
	 */
	private static long selectorThreads() {
		System.gc();
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().matches("HttpClient-\\d+-SelectorManager"))
			.count();
	}

}
