package ai.miosa.spring.ai.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springaicommunity.sandbox.ExecResult;
import org.springaicommunity.sandbox.ExecSpec;
import org.springaicommunity.sandbox.FileEntry;
import org.springaicommunity.sandbox.LocalSandbox;
import org.springaicommunity.sandbox.Sandbox;
import org.springaicommunity.sandbox.SandboxException;
import org.springaicommunity.sandbox.TimeoutException;

import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The contract of a sandbox, on this machine and on a computer.
 */
@Tag("thorough")
@Timeout(60)
@ParameterizedClass
@MethodSource("sandboxes")
class SandboxContractTests {

	private static MiosaLocalComputer local;

	private static LocalComputerApplication application;

	private final Supplier<Sandbox> supplier;

	private Sandbox sandbox;

	SandboxContractTests(Supplier<Sandbox> supplier) {
		this.supplier = supplier;
	}

	static Stream<Arguments> sandboxes() {
		return Stream.of(
				Arguments
					.of(Named.of("local", (Supplier<Sandbox>) () -> LocalSandbox.builder().tempDirectory().build())),
				Arguments.of(Named.of("MIOSA",
						(Supplier<Sandbox>) () -> MiosaSandbox.temporary(application.template().computer()))));
	}

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
		this.sandbox = this.supplier.get();
	}

	@AfterEach
	void close() {
		this.sandbox.close();
	}

	@Test
	void reportsHowACommandEnded() {
		ExecResult result = this.sandbox
			.exec(ExecSpec.builder().shellCommand("echo out; echo err >&2; exit 3").build());
		assertThat(result.exitCode()).isEqualTo(3);
		assertThat(result.stdout()).isEqualTo("out\n");
		assertThat(result.stderr()).isEqualTo("err\n");
		assertThat(result.duration()).isPositive();
	}

	@Test
	void passesArgumentsAsTheyAre() {
		assertThat(this.sandbox.exec(ExecSpec.of("printf", "%s|", "it's", "a b", "$HOME", "*", "")).stdout())
			.isEqualTo("it's|a b|$HOME|*||");
	}

	@Test
	void setsTheEnvironment() {
		assertThat(this.sandbox
			.exec(ExecSpec.builder().command("printenv", "GREETING").env("GREETING", "hello world").build())
			.stdout()).isEqualTo("hello world\n");
	}

	@Test
	void runsInItsDirectory() {
		assertThat(this.sandbox.exec(ExecSpec.of("pwd", "-P")).stdout().strip())
			.isEqualTo(this.sandbox.workDir().toString());
	}

	@Test
	@Tag("thorough")
	void stopsWaitingAfterTheTimeout() {
		assertThatExceptionOfType(SandboxException.class)
			.isThrownBy(() -> this.sandbox
				.exec(ExecSpec.builder().command("sleep", "60").timeout(Duration.ofSeconds(1)).build()))
			.withMessage("Command timed out")
			.withCauseInstanceOf(TimeoutException.class);
	}

	@Test
	void talksToAProcess() throws IOException, InterruptedException {
		Process process = this.sandbox
			.startInteractive(ExecSpec.builder().shellCommand("read name; echo hello $name; exit 4").build());
		assertThat(process.isAlive()).isTrue();
		try (OutputStream stdin = process.getOutputStream()) {
			stdin.write("world\n".getBytes(StandardCharsets.UTF_8));
		}
		assertThat(process.getInputStream()).asString(StandardCharsets.UTF_8).isEqualTo("hello world\n");
		assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(4);
		assertThat(process.isAlive()).isFalse();
	}

	@Test
	@Tag("thorough")
	void endsAProcess() throws InterruptedException {
		Process process = this.sandbox.startInteractive(ExecSpec.of("sleep", "60"));
		assertThat(process.waitFor(1, TimeUnit.MILLISECONDS)).isFalse();
		process.destroyForcibly();
		assertThat(process.onExit()).succeedsWithin(Duration.ofSeconds(20)).isSameAs(process);
		assertThat(process.isAlive()).isFalse();
	}

	@Test
	@Tag("thorough")
	void createsAndReadsFiles() {
		assertThat(this.sandbox.files().create("src/file name.txt", "line\nüber\n").and()).isSameAs(this.sandbox);
		assertThat(this.sandbox.files().read("src/file name.txt")).isEqualTo("line\nüber\n");
		assertThat(this.sandbox.files().exists("src/file name.txt")).isTrue();
		assertThat(this.sandbox.files().exists("src")).isTrue();
		assertThat(this.sandbox.files().exists("other")).isFalse();
		assertThat(this.sandbox.exec(ExecSpec.of("cat", "src/file name.txt")).stdout()).isEqualTo("line\nüber\n");
	}

	@Test
	@Tag("thorough")
	void listsFiles() {
		Instant before = Instant.now().minusSeconds(60);
		this.sandbox.files().create("a/one.txt", "12345").create("a/b/two.txt", "").createDirectory("a/empty");
		assertThat(this.sandbox.files().list("a")).extracting(FileEntry::path)
			.containsExactlyInAnyOrder("a/one.txt", "a/b", "a/empty");
		assertThat(this.sandbox.files().list("", 3)).extracting(FileEntry::path)
			.containsExactlyInAnyOrder("a", "a/one.txt", "a/b", "a/b/two.txt", "a/empty");
		assertThat(this.sandbox.files().list("a")).filteredOn(FileEntry::isFile).singleElement().satisfies((file) -> {
			assertThat(file.name()).isEqualTo("one.txt");
			assertThat(file.size()).isEqualTo(5);
			assertThat(file.modifiedTime()).isAfter(before);
		});
		assertThat(this.sandbox.files().list("a/empty")).isEmpty();
		assertThatExceptionOfType(SandboxException.class).isThrownBy(() -> this.sandbox.files().list("none"));
	}

	@Test
	@Tag("thorough")
	void deletesFiles() {
		this.sandbox.files().create("a/b.txt", "").create("c.txt", "").createDirectory("d");
		this.sandbox.files().delete("c.txt").delete("d");
		assertThatExceptionOfType(SandboxException.class).isThrownBy(() -> this.sandbox.files().delete("a"));
		assertThatExceptionOfType(SandboxException.class).isThrownBy(() -> this.sandbox.files().delete("none"));
		assertThatExceptionOfType(SandboxException.class).isThrownBy(() -> this.sandbox.files().delete("none", true));
		this.sandbox.files().delete("a", true);
		assertThat(this.sandbox.files().list("")).isEmpty();
	}

	@Test
	void failsToReadMissingFiles() {
		assertThatExceptionOfType(SandboxException.class).isThrownBy(() -> this.sandbox.files().read("none"));
	}

	@Test
	void deletesItsDirectoryWhenClosed() {
		this.sandbox.files().create("a", "");
		assertThat(this.sandbox.shouldCleanupOnClose()).isTrue();
		assertThat(this.sandbox.workDir()).exists();
		this.sandbox.close();
		assertThat(this.sandbox.isClosed()).isTrue();
		assertThat(this.sandbox.workDir()).doesNotExist();
		assertThatIllegalStateException().isThrownBy(() -> this.sandbox.exec(ExecSpec.of("true")));
		assertThatIllegalStateException().isThrownBy(() -> this.sandbox.startInteractive(ExecSpec.of("true")));
	}

}
