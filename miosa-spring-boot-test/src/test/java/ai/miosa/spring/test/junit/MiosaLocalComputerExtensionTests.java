package ai.miosa.spring.test.junit;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;

import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;

class MiosaLocalComputerExtensionTests {

	private static final List<MiosaLocalComputer> used = new ArrayList<>();

	@Test
	void oneLocalComputerForAClassIsResetAfterEachTestAndClosed() {
		run(ForTheClass.class, 3);
		assertThat(used).hasSize(4).containsOnly(used.get(0));
		assertThat(used.get(0).home()).doesNotExist();
	}

	@Test
	@Tag("thorough")
	void oneLocalComputerForEachTestInAnInstanceField() {
		run(ForEachTest.class, 2);
		assertThat(used).hasSize(2).doesNotHaveDuplicates().allMatch(MiosaLocalComputer::isTls);
		assertThat(used).noneMatch((computer) -> Files.exists(computer.home()));
	}

	@Test
	void isNotResetUnderATestThatRunsAtTheSameTime() {
		RunningTests tests = new RunningTests();
		try (MiosaLocalComputer computer = MiosaLocalComputer.start()) {
			tests.begin(computer);
			tests.begin(computer);
			computer.faults().next(Fault.stall());
			tests.end(computer);
			assertThat(computer.faults().remaining()).isEqualTo(1);
			tests.end(computer);
			assertThat(computer.faults().remaining()).isZero();
		}
	}

	private static void run(Class<?> testClass, int tests) {
		used.clear();
		EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(testClass))
			.execute()
			.testEvents()
			.assertStatistics((statistics) -> statistics.succeeded(tests).failed(0));
	}

	@ExtendWith(MiosaLocalComputerExtension.class)
	static class ForTheClass {

		@BeforeAll
		static void start(MiosaLocalComputer computer) {
			used.add(computer);
		}

		@RepeatedTest(3)
		void startsAfresh(MiosaLocalComputer computer) throws IOException {
			used.add(computer);
			assertThat(computer.home()).isEmptyDirectory();
			assertThat(computer.faults().remaining() + computer.sessionFaults().remaining()).isZero();
			Files.writeString(Files.createDirectory(computer.home().resolve("directory")).resolve("file"), "x");
			computer.faults().next(Fault.stall()).nextFor("x", Fault.stall());
			computer.sessionFaults().next(SessionFault.session());
			computer.setStatus(computer.getComputerId(), State.ERROR);
			computer.loseAgent(Duration.ofDays(1));
			computer.refuseConnections();
		}

	}

	static class ForEachTest {

		@RegisterExtension
		final MiosaLocalComputerExtension miosa = new MiosaLocalComputerExtension(MiosaLocalComputer.builder().tls());

		@RepeatedTest(2)
		void starts(MiosaLocalComputer computer) {
			used.add(computer);
		}

	}

}
