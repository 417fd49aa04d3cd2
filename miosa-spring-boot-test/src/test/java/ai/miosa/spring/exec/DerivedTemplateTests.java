package ai.miosa.spring.exec;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import ai.miosa.spring.MiosaAuthenticationException;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.client.MiosaSessionRegistry;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

/**
 * A derived template acts as another key or tenant and shares everything else.
 */
class DerivedTemplateTests {

	private static MiosaLocalComputer computer;

	private static LocalComputerApplication application;

	private static MiosaExecTemplate miosa;

	@BeforeAll
	static void start() {
		computer = MiosaLocalComputer.start();
		application = LocalComputerApplication.start(computer, "miosa.tenant=acme", "miosa.exec.env.A=root");
		miosa = application.template();
	}

	@AfterAll
	static void stop() {
		application.close();
		computer.close();
	}

	@AfterEach
	void clearFaults() {
		computer.faults().clear();
	}

	@Test
	void actsInAnotherTenant() {
		MiosaExecTemplate other = miosa.mutate().tenant("other").build();
		assertThat(other.computer().bash("echo $A").run().output()).isEqualTo("root\n");
		assertThat(computer.lastRequest().header("X-MIOSA-Tenant")).isEqualTo("other");
		miosa.computer().bash("true").run();
		assertThat(computer.lastRequest().header("X-MIOSA-Tenant")).isEqualTo("acme");
		miosa.mutate().tenant(null).build().computer().bash("true").run();
		assertThat(computer.lastRequest().header("X-MIOSA-Tenant")).isNull();
	}

	@Test
	void actsWithAnotherKey() {
		MiosaExecTemplate other = miosa.mutate().apiKey("msk_u_other").build();
		assertThatExceptionOfType(MiosaAuthenticationException.class)
			.isThrownBy(() -> other.computer().bash("true").run());
		assertThat(computer.lastRequest().header("Authorization")).isEqualTo("Bearer msk_u_other");
		assertThat(miosa.computer().bash("true").run().isSuccess()).isTrue();
	}

	@Test
	void opensSessionsAsAnother() {
		MiosaExecTemplate other = miosa.mutate()
			.tenant("other")
			.sessionDefaults(SessionOptions.builder().env("A", "session").build())
			.build();
		try (MiosaSession session = other.computer().spawn("read; exit $((${#A}))").open()) {
			assertThat(computer.lastRequest().header("X-MIOSA-Tenant")).isEqualTo("other");
			assertThat(application.bean(MiosaSessionRegistry.class).getSession(session.getId())).isSameAs(session);
			session.sendStdin("\n");
			assertThat(session.await(Duration.ofSeconds(10))).isEqualTo(7);
		}
	}

	@Test
	void hasOtherDefaults() {
		MiosaExecTemplate other = miosa.mutate()
			.computerId("c2")
			.defaults(ExecOptions.builder().env("A", "derived").build())
			.build();
		assertThat(other.computer().getId()).isEqualTo("c2");
		assertThat(other.bash(computer.getComputerId(), "echo $A").output()).isEqualTo("derived\n");
		assertThat(miosa.computer().bash("echo $A").run().output()).isEqualTo("root\n");
	}

	@Test
	void sharesTheCountsOfRetries() {
		long before = application.reactive().getRetries(RetryReason.RATE_LIMITED);
		computer.faults().next(Fault.rateLimitedInBody(Duration.ofMillis(1)));
		miosa.mutate().tenant("other").build().computer().bash("true").run();
		assertThat(application.reactive().getRetries(RetryReason.RATE_LIMITED)).isEqualTo(before + 1);
	}

	@Test
	@Tag("thorough")
	void costsNoThread() {
		miosa.computer().bash("true").run();
		int before = threads();
		for (int i = 0; i < 20; i++) {
			miosa.mutate().tenant("t" + i).build().computer().bash("true").run();
		}
		assertThat(threads()).isLessThan(before + 10);
	}

	@Test
	void costsLittleMemory() {
		derive(1000);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long before = threads.getCurrentThreadAllocatedBytes();
		derive(1000);
		assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 1000).isLessThan(5000);
	}

	private static void derive(int count) {
		for (int i = 0; i < count; i++) {
			miosa.mutate().tenant("other").build();
		}
	}

	@Test
	void hasFilesOfTheSameTenant() {
		miosa.mutate().tenant("other").build().computer().files().write("derived", new byte[0]);
		assertThat(computer.lastRequest().header("X-MIOSA-Tenant")).isEqualTo("other");
	}

	@Test
	void hasJobsOfTheSameTenant() {
		ReactiveMiosaExecTemplate other = application.reactive().mutate().tenant("other").build();
		other.jobs().job(computer.getComputerId(), "true").start();
		assertThat(computer.lastRequest().header("X-MIOSA-Tenant")).isEqualTo("other");
	}

	// Those of the local computer come and go with its commands
	private static int threads() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.getName().startsWith("miosa-local"))
			.count();
	}

	@Test
	@Tag("thorough")
	void rejectsWhatTheOriginalWouldReject() {
		assertThatIllegalArgumentException().isThrownBy(() -> miosa.mutate().apiKey("a b"));
		assertThatIllegalArgumentException().isThrownBy(() -> miosa.mutate().tenant(" "));
		assertThatIllegalStateException()
			.isThrownBy(() -> new MiosaExecTemplate(mock(ReactiveMiosaExecOperations.class)).mutate())
			.withMessageContaining("ReactiveMiosaExecTemplate");
	}

}
