package ai.miosa.spring.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.Assert;
import org.springframework.util.FileSystemUtils;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;

/**
 * A large file and a directory of many small ones to the local computer and back, by the
 * starter, or by {@code cat} and {@code tar} in a session without checksums.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class FileBenchmark {

	private static final int FILES = 1000;

	@Param({ "MIOSA", "BY_HAND" })
	private String subject;

	@Param("200")
	private int mib;

	private ConfigurableApplicationContext context;

	private MiosaComputer computer;

	private Path local;

	@Setup
	public void create() throws IOException {
		this.context = Application.start("--miosa.base-url=" + System.getProperty("benchmark.computer"));
		this.computer = this.context.getBean(MiosaExecTemplate.class).computer();
		this.local = Files.createTempDirectory("benchmark-files-");
		write("file", this.mib * 1024 * 1024);
		Files.createDirectory(this.local.resolve("directory"));
		for (int i = 0; i < FILES; i++) {
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
		if (this.subject.equals("MIOSA")) {
			this.computer.files().write("written", source);
		}
		else {
			send(Files.newInputStream(source), "cat >written");
		}
	}

	@Benchmark
	public void readFile() throws Exception {
		Path target = this.local.resolve("read");
		if (this.subject.equals("MIOSA")) {
			this.computer.files().read("file", target);
		}
		else {
			receive("cat file", Files.newOutputStream(target));
		}
	}

	@Benchmark
	public void uploadDirectory() throws Exception {
		String target = "uploaded-" + System.nanoTime();
		Path source = this.local.resolve("directory");
		if (this.subject.equals("MIOSA")) {
			this.computer.files().upload(source, target);
		}
		else {
			send(tar("-c", source, ".").getInputStream(), "mkdir " + target + " && tar -x -C " + target);
		}
	}

	@Benchmark
	public void downloadDirectory() throws Exception {
		Path target = Files.createTempDirectory(this.local, "downloaded-");
		if (this.subject.equals("MIOSA")) {
			this.computer.files().download("directory", target);
		}
		else {
			Process tar = tar("-x", target);
			receive("tar -c -C directory .", tar.getOutputStream());
			Assert.state(tar.waitFor() == 0, "tar has failed");
		}
	}

	private static Process tar(String option, Path directory, String... files) throws IOException {
		ProcessBuilder tar = new ProcessBuilder("tar", option, "-C", directory.toString());
		tar.command().addAll(List.of(files));
		return tar.start();
	}

	private void send(InputStream content, String command) throws IOException {
		try (content; MiosaSession session = this.computer.spawn(command).open()) {
			content.transferTo(session.stdin());
			session.closeStdin();
			Assert.state(session.await() == 0, "The command has failed");
		}
	}

	private void receive(String command, OutputStream target) throws IOException {
		try (target; MiosaSession session = this.computer.spawn(command).output(OutputMode.STREAMED).open()) {
			session.stdout().transferTo(target);
			Assert.state(session.await() == 0, "The command has failed");
		}
	}

	@TearDown
	public void close() throws IOException {
		this.context.close();
		FileSystemUtils.deleteRecursively(this.local);
	}

}
