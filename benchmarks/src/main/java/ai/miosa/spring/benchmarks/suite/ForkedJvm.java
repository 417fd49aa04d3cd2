package ai.miosa.spring.benchmarks.suite;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.springframework.util.Assert;

/**
 * A virtual machine that was started for a measurement. It ends when its standard input
 * does, if it does not end by itself.
 */
final class ForkedJvm implements AutoCloseable {

	private final Process process;

	private final BufferedReader output;

	ForkedJvm(String classPath, List<String> options, Class<?> main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", classPath, main.getName()));
		command.addAll(List.of(arguments));
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.output = this.process.inputReader();
	}

	/**
	 * Wait for the next line that it prints.
	 */
	String readLine() throws IOException {
		String line = this.output.readLine();
		Assert.state(line != null, "A measurement failed");
		return line;
	}

	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		boolean interrupted = false;
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			interrupted = true;
			this.process.destroy();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
