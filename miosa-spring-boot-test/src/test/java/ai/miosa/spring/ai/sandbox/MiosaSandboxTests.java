package ai.miosa.spring.ai.sandbox;

import java.time.Duration;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springaicommunity.sandbox.ExecSpec;
import org.springaicommunity.sandbox.FileEntry;
import org.springaicommunity.sandbox.SandboxException;
import org.springaicommunity.sandbox.TimeoutException;

import ai.miosa.spring.computer.ComputerKind;
import ai.miosa.spring.computer.EphemeralComputer;
import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.file.MiosaFileException;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is specific to a sandbox on a computer.
 */
@Timeout(60)
class MiosaSandboxTests {

	private static MiosaLocalComputer local;

	private static LocalComputerApplication application;

	private MiosaSandbox sandbox;

	@BeforeAll
	static void start() {
		local = MiosaLocalComputer.start();
		application = LocalComputerApplication.start(local);
	}

	@AfterAll
	static void stop() {
		application.close();
		local.close();
	}

	@BeforeEach
	void open() {
		this.sandbox = MiosaSandbox.temporary(application.template().computer());
	}

	@AfterEach
	void close() {
		this.sandbox.close();
	}

	@ParameterizedTest
	@EnumSource
	@Tag("thorough")
	void ephemeralComputerIsDestroyedWithTheSandbox(ComputerKind kind) {
		MiosaExecTemplate miosa = application.template();
		MiosaComputers computers = (kind == ComputerKind.SANDBOX) ? miosa.sandboxes() : miosa.computers();
		EphemeralComputer computer = computers.ephemeral((spec) -> {
		});
		try (MiosaSandbox ephemeral = MiosaSandbox.ephemeral(computer)) {
			ephemeral.files().create("a.txt", "a");
			assertThat(ephemeral.exec(ExecSpec.of("cat", "a.txt")).stdout()).isEqualTo("a");
			// The local computer's /tmp is that of this machine
			ephemeral.exec(ExecSpec.of("bash", "-c", "rm -r \"$PWD\""));
		}
		assertThat(local.createdComputers()).isEmpty();
	}

	@Test
	void commandKilledAtALongTimeoutHasTimedOut() {
		local.faults()
			.next(Fault.reply(200, "application/json",
					"{\"data\":{\"stdout\":\"\",\"stderr\":\"\",\"exit_code\":-1,\"timed_out\":true}}"));
		assertThatExceptionOfType(SandboxException.class)
			.isThrownBy(() -> this.sandbox
				.exec(ExecSpec.builder().command("sleep", "700").timeout(Duration.ofSeconds(600)).build()))
			.withMessage("Command timed out")
			.withCauseInstanceOf(TimeoutException.class);
	}

	@Test
	void timeoutMayBeTenMinutes() {
		ExecSpec.Builder spec = ExecSpec.builder().command("echo", "ok");
		assertThat(this.sandbox.exec(spec.timeout(Duration.ofSeconds(600)).build()).stdout()).isEqualTo("ok\n");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.sandbox.exec(spec.timeout(Duration.ofSeconds(601)).build()))
			.withMessageContaining("at most 600 s");
	}

	@Test
	@Tag("thorough")
	void takesNamesOutsideAscii() {
		this.sandbox.files().create("src/é.txt", "über");
		assertThat(this.sandbox.files().read("src/é.txt")).isEqualTo("über");
		assertThat(this.sandbox.files().list("src")).extracting(FileEntry::name).containsExactly("é.txt");
	}

	@Test
	void rejectsATilde() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.sandbox.files().create("~/.bashrc", ""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.sandbox.files().list("~"));
	}

	@Test
	@Tag("thorough")
	void namesTheReasonOfAFailureInItsCause() {
		assertThatExceptionOfType(SandboxException.class).isThrownBy(() -> this.sandbox.files().read("none"))
			.havingCause()
			.asInstanceOf(InstanceOfAssertFactories.type(MiosaFileException.class))
			.returns(MiosaFileException.Reason.NOT_FOUND, MiosaFileException::getReason);
	}

	@Test
	void deletesADanglingLink() {
		this.sandbox.exec(ExecSpec.of("ln", "-s", "nowhere", "link"));
		this.sandbox.files().delete("link", true);
		assertThat(this.sandbox.files().list("")).isEmpty();
	}

}
