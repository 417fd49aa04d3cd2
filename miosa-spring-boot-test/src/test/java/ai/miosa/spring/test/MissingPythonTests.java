package ai.miosa.spring.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A machine with bash and without python3.
 */
class MissingPythonTests {

	@Tag("thorough")
	@Test
	void isNamedInTheAnswer(@TempDir Path directory) throws Exception {
		Path programs = Files.createDirectory(directory.resolve("bin"));
		Files.createSymbolicLink(programs.resolve("bash"), Path.of("/bin/bash"));
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				Main.class.getName(), directory.resolve("answer").toString())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("log").toFile());
		builder.environment().put("PATH", programs.toString());
		Process jvm = builder.start();
		try {
			assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(directory.resolve("answer")).content()
				.isEqualTo("422 PYTHON3_NOT_FOUND "
						+ "The local computer needs python3 to run python, but it is not on the PATH");
		}
		finally {
			jvm.destroyForcibly();
		}
	}

	/**
	 * Runs python on a local computer, and writes the answer to a file.
	 */
	public static final class Main {

		private Main() {
		}

		public static void main(String[] args) throws Exception {
			try (MiosaLocalComputer computer = MiosaLocalComputer.start()) {
				var response = new ApiClient(computer).exec("/exec/python", "{\"code\": \"print(1)\"}");
				var error = ApiClient.json(response).path("error");
				Files.writeString(Path.of(args[0]), response.statusCode() + " " + error.path("code").asString() + " "
						+ error.path("message").asString());
			}
		}

	}

}
