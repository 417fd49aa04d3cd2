package ai.miosa.spring.benchmarks.footprint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A main class in a process of its own.
 */
public final class ForkedJvm implements AutoCloseable {

	private static final int MAX_MINUTES = 10;

	private final Process process;

	private final BufferedReader output;

	public ForkedJvm(String classPath, List<String> jvmArguments, Class<?> main, List<String> arguments)
			throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp", classPath));
		command.addAll(jvmArguments);
		command.add(main.getName());
		command.addAll(arguments);
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		this.output = new BufferedReader(new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
	}

	public String readLine() throws IOException {
		return this.output.readLine();
	}

	List<String> readAll() {
		CompletableFuture.delayedExecutor(MAX_MINUTES, TimeUnit.MINUTES).execute(this::close);
		List<String> lines = this.output.lines().collect(Collectors.toList());
		if (this.process.onExit().join().exitValue() != 0) {
			throw new IllegalStateException("Exit code " + this.process.exitValue() + ": " + lines);
		}
		return lines;
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
