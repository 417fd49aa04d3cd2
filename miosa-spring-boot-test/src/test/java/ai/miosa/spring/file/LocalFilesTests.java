package ai.miosa.spring.file;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.file.MiosaFileException.Reason;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Base class for tests of files on a local computer.
 */
abstract class LocalFilesTests {

	static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);

	static MiosaLocalComputer local;

	static LocalComputerApplication application;

	static MiosaComputer computer;

	static MiosaFiles files;

	@BeforeAll
	static void start() {
		local = MiosaLocalComputer.start();
		application = LocalComputerApplication.start(local);
		computer = application.template().computer();
		files = computer.files();
	}

	@AfterAll
	static void stop() {
		application.close();
		local.close();
	}

	/**
	 * Run a command on the computer and return what it prints.
	 */
	static String bash(String command) {
		var result = computer.bash(command).run();
		assertThat(result.exitCode()).as(result.stderr()).isZero();
		return result.stdout().strip();
	}

	static Path home(String name) {
		return local.home(computer.getId()).resolve(name);
	}

	static boolean isRoot() {
		return bash("id -u").equals("0");
	}

	static boolean canMount() throws IOException, InterruptedException {
		return run("unshare", "--mount", "true") == 0;
	}

	static int run(String... command) throws IOException, InterruptedException {
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start().waitFor();
	}

	/**
	 * Return a device that root may lose in a test that fails.
	 */
	static String device() {
		return isRoot() ? bash("[ -e null ] || mknod null c 1 3; readlink -f null") : "/dev/null";
	}

	static MiosaFileException assertFails(Reason reason, ThrowingCallable call) {
		MiosaFileException failure = catchThrowableOfType(MiosaFileException.class, call);
		assertThat(failure).returns(reason, MiosaFileException::getReason)
			.hasMessageContaining(computer.getId())
			.hasMessageNotContaining(local.getApiKey());
		return failure;
	}

}
