package ai.miosa.spring.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.file.MiosaFileException.Reason;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Files in a sandbox, which are transferred by its one-shot routes.
 */
@Timeout(60)
class SandboxFilesTests extends LocalFilesTests {

	private static final String EXEC = "POST /sandboxes/{id}/exec";

	private static final String STREAM = "POST /sandboxes/{id}/exec/stream";

	@TempDir
	private static Path temporary;

	@TempDir
	private Path directory;

	@BeforeAll
	static void createSandbox() {
		computer = application.template().sandboxes().create((spec) -> spec.env("TMPDIR", temporary.toString()));
		files = computer.files();
	}

	@BeforeEach
	void clearFaults() {
		local.faults().clear();
	}

	@Test
	void transfersBytesInBothDirections() {
		byte[] content = random(200_000);
		files.write("new dir/it's", content);
		assertThat(files.read("new dir/it's")).isEqualTo(content);
		assertThat(files.list("new dir")).extracting(FileInfo::name).containsExactly("it's");
		assertThat(files.delete("new dir/it's")).isTrue();
		assertThat(files.exists("new dir/it's")).isFalse();
		assertThat(parts()).isEmpty();
	}

	@Test
	void replacesAFileOnlyOnceAllPartsHaveArrived() {
		files.write("kept", NEW);
		int before = local.requests(EXEC);
		local.faults().nextOn(EXEC, Fault.dropAfterRunning(ConnectionEnd.RESET));
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> files.write("kept", random(200_000)));
		assertThat(files.read("kept")).isEqualTo(NEW);
		Awaitility.await().until(() -> parts().isEmpty());
		// A part and the removal
		assertThat(local.requests(EXEC)).isEqualTo(before + 2);
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(ints = { 0, 1, 89_999, 90_000, 90_001, 180_000, 180_001, 1_000_000 })
	void transfersAnySize(int size) {
		byte[] content = random(size);
		files.write("any", content);
		assertThat(files.read("any")).isEqualTo(content);
	}

	/**
	 * The reply is that of a file without a SHA-256, as in {@code /proc}. Its first line
	 * carries size and mode.
	 */
	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = {
			// A line is missing, twice, out of order, changed, after the end; no end
			"FIRST;stdout:     3\\tYQ==;stdout:end;exit:0",
			"FIRST;stdout:     2\\tYQ==;stdout:     2\\tYQ==;stdout:end;exit:0",
			"FIRST;stdout:     3\\tYQ==;stdout:     2\\tYQ==;stdout:end;exit:0",
			"FIRST;stdout:     2\\tY;stdout:end;exit:0", "FIRST;stdout:end;stdout:     2\\tYQ==;exit:0",
			"FIRST;stdout:     2\\tYQ==;exit:0", "FIRST;exit:0", "exit:0", "FIRST;stdout:garbage;stdout:end;exit:0" })
	void detectsOutputThatIsNotComplete(String events) {
		reply("FIRST;stdout:     2\\tYQ==;stdout:end;exit:0");
		assertThat(files.read("any")).asString().isEqualTo("a");
		reply(events);
		assertThatExceptionOfType(MiosaFileException.class).isThrownBy(() -> files.read("any"))
			.returns(Reason.CORRUPTED, MiosaFileException::getReason);
	}

	private static void reply(String events) {
		StringBuilder reply = new StringBuilder();
		for (String event : events.replace("FIRST", "stdout:     1\\tMCA0NDQgLQo=").split(";")) {
			String[] nameAndData = event.split(":", 2);
			reply.append("event: ").append(nameAndData[0]).append("\ndata: ");
			reply.append(nameAndData[0].equals("exit") ? "{\"exit_code\": " + nameAndData[1] + "}"
					: "{\"line\": \"" + nameAndData[1] + "\"}");
			reply.append("\n\n");
		}
		local.faults().nextOn(STREAM, Fault.reply(200, "text/event-stream", reply.toString()));
	}

	@Test
	@Tag("thorough")
	void reportsWhyAPartCouldNotBeStored() {
		local.faults()
			.nextOn(EXEC, Fault.reply(200, "application/json",
					"{\"data\": {\"stdout\": \"\", \"stderr\": \"write error: No space left on device\", \"exit_code\": 1}}"));
		assertFails(Reason.NO_SPACE, () -> files.write("full", random(200_000)));
		assertThat(files.exists("full")).isFalse();
	}

	@Test
	@Tag("thorough")
	void reportsAStreamThatBreaks() {
		files.write("file", NEW);
		local.faults().nextOn(STREAM, Fault.dropAfterBody(ConnectionEnd.RESET));
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> files.read("file"));
		local.faults().nextOn(STREAM, Fault.error(404, "NOT_FOUND"));
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> files.write("file", random(10)))
			.matches((ex) -> !ex.mayHaveRun());
		assertThat(files.read("file")).isEqualTo(NEW);
	}

	@Test
	@Tag("thorough")
	void sendsAgainOnlyWhatDidNotRun() {
		local.faults().nextOn(EXEC, Fault.starting());
		local.faults().nextOn(STREAM, Fault.starting());
		byte[] content = random(100_000);
		files.write("file", content);
		assertThat(files.read("file")).isEqualTo(content);
	}

	@Test
	@Tag("thorough")
	void removesThePartsOfASourceThatFails() {
		InputStream broken = new InputStream() {

			private int count;

			@Override
			public int read() throws IOException {
				if (this.count++ > 200_000) {
					throw new IOException("broken");
				}
				return 'x';
			}
		};
		assertThatExceptionOfType(MiosaFileException.class).isThrownBy(() -> files.write("broken", broken))
			.returns(Reason.LOCAL, MiosaFileException::getReason);
		Awaitility.await().until(() -> parts().isEmpty());
		assertThat(files.exists("broken")).isFalse();
	}

	@Test
	@Tag("thorough")
	void contentIsNotAnArgumentOfAProcess() {
		String secret = UUID.randomUUID().toString();
		files.write("secret", secret.getBytes(StandardCharsets.US_ASCII));
		JsonNode request = JsonMapper.shared().readTree(local.lastRequest().body());
		byte[] part = Base64.getDecoder().decode(request.at("/env/MIOSA_PART").asString());
		assertThat(part).asString().startsWith(secret);
		assertThat(request.path("command").asString()).doesNotContain(request.at("/env/MIOSA_PART").asString());
	}

	@Test
	@Tag("thorough")
	void partsAreForTheirUserAlone() {
		List<Set<PosixFilePermission>> permissions = new ArrayList<>();
		InputStream last = new ByteArrayInputStream(NEW) {

			@Override
			public int read(byte[] buffer, int offset, int length) {
				parts().forEach((part) -> permissions.add(permissions(temporary.resolve(part))));
				return super.read(buffer, offset, length);
			}

		};
		files.write("parts", new SequenceInputStream(new ByteArrayInputStream(random(200_000)), last));
		assertThat(permissions).isNotEmpty().containsOnly(PosixFilePermissions.fromString("rw-------"));
	}

	private static Set<PosixFilePermission> permissions(Path file) {
		try {
			return Files.getPosixFilePermissions(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	@Tag("thorough")
	void transfersDirectories() throws IOException {
		Path source = Files.createDirectories(this.directory.resolve("source/sub"));
		Files.write(source.resolve("a"), random(300_000));
		Files.writeString(source.resolveSibling("b ü"), "b");
		files.upload(this.directory.resolve("source"), "tree");
		files.download("tree", this.directory.resolve("target"));
		assertThat(this.directory.resolve("target/sub/a")).hasSameBinaryContentAs(source.resolve("a"));
		assertThat(this.directory.resolve("target/b ü")).hasContent("b");
	}

	@Test
	@Tag("thorough")
	void blocksOnNoThreadThatMustNotBlock() {
		assertThatIllegalStateException()
			.isThrownBy(() -> Mono.fromCallable(() -> files.exists("a")).subscribeOn(Schedulers.parallel()).block())
			.withMessageContaining("reactive form");
		assertThat(Mono.defer(() -> files.existsMono("a")).subscribeOn(Schedulers.parallel()).block()).isFalse();
	}

	private static byte[] random(int size) {
		byte[] bytes = new byte[size];
		new Random(size).nextBytes(bytes);
		return bytes;
	}

	private static List<String> parts() {
		return List
			.of(Objects.requireNonNull(temporary.toFile().list((directory, name) -> name.startsWith(".miosa-"))));
	}

}
