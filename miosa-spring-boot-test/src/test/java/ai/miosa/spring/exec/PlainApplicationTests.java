package ai.miosa.spring.exec;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application without a web server ends after its last line: nothing of the starter
 * keeps the JVM alive.
 */
class PlainApplicationTests {

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "jdk", "reactor" })
	void isNotKeptAlive(String connector) {
		try (MiosaLocalComputer computer = MiosaLocalComputer.start()) {
			Set<Thread> before = userThreads();
			try (LocalComputerApplication application = LocalComputerApplication.start(computer,
					"spring.http.clients.reactive.connector=" + connector)) {
				MiosaComputer miosa = application.template().computer();
				assertThat(miosa.bash("true").run().isSuccess()).isTrue();
				try (MiosaSession session = miosa.spawn("true").open()) {
					assertThat(session.await()).isZero();
				}
				Set<Thread> after = new HashSet<>(userThreads());
				after.removeAll(before);
				assertThat(after).isEmpty();
			}
		}
	}

	private static Set<Thread> userThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.isDaemon())
			.collect(Collectors.toSet());
	}

}
