package ai.miosa.spring.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.Callable;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.util.Assert;
import org.springframework.util.FileSystemUtils;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;

/**
 * A large file and a directory of 1,000 small ones to the local computer and back, by the
 * starter, or by {@code cat} and {@code tar} in a session without checksums.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class FileBenchmark {

	@Param({ "MIOSA", "BY_HAND" })
	private String subject;

	@Param("200")
	private int mib;

	private MiosaComputer computer;

	private Path local;

	@Setup
	public void create() throws IOException {
		this.computer = Application.start("--miosa.base-url=${benchmark.computer}")
			.getBean(MiosaExecTemplate.class)
			.computer();
		this.local = Files.createTempDirectory("benchmark-files-");
		write("file", this.mib * 1024 * 1024);
		Files.createDirectory(this.local.resolve("directory"));
		for (int i = 0; i < 1000; i++) {
			write("directory/" + i, 4096);
		}
		this.computer.files().write("file", this.local.resolve("file"));
		this.computer.files().upload(this.local.resolve("directory"), "directory");
	}

	private void write(String file, int size) throws IOException {
		byte[] content = new byte[size];
		new Random(size).nextBytes(content);
		Files.write(this.local.resolve(file), content);
	}

	@Benchmark
	public void writeFile() throws Exception {
		Path source = this.local.resolve("file");
		transfer(() -> this.computer.files().write("written", source),
				() -> pipe(Files.newInputStream(source), "cat >written", OutputStream.nullOutputStream()));
	}

	@Benchmark
	public void readFile() throws Exception {
		Path target = this.local.resolve("read");
		transfer(() -> this.computer.files().read("file", target),
				() -> pipe(InputStream.nullInputStream(), "cat file", Files.newOutputStream(target)));
	}

	@Benchmark
	public void uploadDirectory() throws Exception {
		Path source = this.local.resolve("directory");
		String target = "uploaded-" + System.nanoTime();
		transfer(() -> this.computer.files().upload(source, target), () -> {
			Process tar = new ProcessBuilder("tar", "-c", "-C", source.toString(), ".").start();
			return pipe(tar.getInputStream(), "mkdir " + target + " && tar -x -C " + target,
					OutputStream.nullOutputStream());
		});
	}

	@Benchmark
	public void downloadDirectory() throws Exception {
		Path target = Files.createTempDirectory(this.local, "downloaded-");
		transfer(() -> this.computer.files().download("directory", target), () -> {
			Process tar = new ProcessBuilder("tar", "-x", "-C", target.toString()).start();
			return pipe(InputStream.nullInputStream(), "tar -c -C directory .", tar.getOutputStream()) + tar.waitFor();
		});
	}

	private void transfer(Runnable miosa, Callable<Integer> byHand) throws Exception {
		if (this.subject.equals("MIOSA")) {
			miosa.run();
		}
		else {
			Assert.state(byHand.call() == 0, "A command has failed");
		}
	}

	private int pipe(InputStream in, String command, OutputStream out) throws IOException {
		try (in; out; MiosaSession session = this.computer.spawn(command).output(OutputMode.STREAMED).open()) {
			in.transferTo(session.stdin());
			session.closeStdin();
			session.stdout().transferTo(out);
			return session.await();
		}
	}

	@TearDown
	public void close() throws IOException {
		FileSystemUtils.deleteRecursively(this.local);
	}

}
