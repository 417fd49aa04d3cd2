package ai.miosa.spring.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.file.MiosaFileException.Reason;
import ai.miosa.spring.text.ShellQuoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Files on a local computer.
 */
@Timeout(60)
class MiosaFilesTests extends LocalFilesTests {

	private static final long MIB = 1024 * 1024;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(ints = { 0, 1, 63, 64, 65, 65_535, 65_536, 1_000_000 })
	void writesAndReadsAnyBytes(int size) {
		byte[] content = new byte[size];
		new Random(size).nextBytes(content);
		files.write("any", content);
		assertThat(files.read("any")).isEqualTo(content);
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "-n", "new dir/it's  $HOME;`x` é😀\na\"b\\c" })
	void takesAnyPath(String name) {
		String path = home("paths") + "/" + name;
		assertThat(files.exists(path)).isFalse();
		files.write(path, "x".getBytes(StandardCharsets.UTF_8));
		assertThat(computer.bash("cat -- " + ShellQuoting.quote(path)).run().stdout()).isEqualTo("x");
		assertThat(files.exists(path)).isTrue();
		assertThat(files.read(path)).asString().isEqualTo("x");
		assertThat(files.delete(path)).isTrue();
		assertThat(files.exists(path)).isFalse();
	}

	@Test
	void transfersFilesInPieces() {
		transfersFilesInPieces(8 * MIB);
	}

	@Test
	@Tag("scale")
	@Timeout(600)
	void transfersFilesOfGigabytes() {
		transfersFilesInPieces(2100 * MIB);
	}

	private void transfersFilesInPieces(long size) {
		// Every byte is that of its position
		byte[] bytes = new byte[64 * 1024 + 256];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) i;
		}
		AtomicLong sent = new AtomicLong();
		files.write("large", new InputStream() {
			@Override
			public int read() {
				throw new UnsupportedOperationException();
			}

			@Override
			public int read(byte[] target, int offset, int length) {
				int read = (int) Math.min(Math.min(length, 64 * 1024), size - sent.get());
				System.arraycopy(bytes, (int) (sent.getAndAdd(read) % 256), target, offset, read);
				return (read > 0) ? read : -1;
			}
		});
		assertThat(computer.bash("stat -c %s large").run().stdout()).isEqualTo(size + "\n");
		AtomicLong received = new AtomicLong();
		files.read("large", new OutputStream() {
			@Override
			public void write(int value) {
				throw new UnsupportedOperationException();
			}

			@Override
			public void write(byte[] source, int offset, int length) {
				for (int i = 0; i < length; i += 64 * 1024) {
					int part = Math.min(length - i, 64 * 1024);
					int from = (int) (received.getAndAdd(part) % 256);
					if (!Arrays.equals(source, offset + i, offset + i + part, bytes, from, from + part)) {
						throw new AssertionError("A byte before " + received + " is wrong");
					}
				}
			}
		});
		assertThat(received).hasValue(size);
		assertThat(files.delete("large")).isTrue();
	}

	@Test
	@Tag("thorough")
	void rejectsFilesThatAreTooLargeForMemory() {
		computer.bash("truncate -s 65M sparse").run();
		assertThatExceptionOfType(MiosaFileException.class).isThrownBy(() -> files.read("sparse"))
			.returns(Reason.TOO_LARGE, MiosaFileException::getReason);
	}

	@Test
	@Tag("thorough")
	void keepsTheModeOfAnExistingFile() throws IOException {
		Path file = Files.writeString(home("script.sh"), "old");
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
		files.write("script.sh", "new".getBytes(StandardCharsets.UTF_8));
		assertThat(file).hasContent("new");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rwxr-x--x");
	}

	@Test
	void copiesTheModeBothWays() throws IOException {
		Path source = Files.writeString(this.directory.resolve("source"), "content");
		Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("r-xr----x"));
		files.write("copied", source);
		assertThat(computer.bash("stat -c %a copied").run().output()).isEqualTo("541\n");
		Path target = this.directory.resolve("target");
		files.read("copied", target);
		assertThat(target).hasContent("content");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target))).isEqualTo("r-xr----x");
	}

	@Test
	@Tag("thorough")
	void givesANewFileTheUsualMode() {
		files.write("usual", new byte[0]);
		assertThat(computer.bash("touch other; stat -c %a usual other | uniq | wc -l").run().output().strip())
			.isEqualTo("1");
	}

	@Test
	void leavesTheOldFileIfTheSourceFails() {
		files.write("kept", "old".getBytes(StandardCharsets.UTF_8));
		InputStream broken = new InputStream() {

			private int count;

			@Override
			public int read() throws IOException {
				if (this.count++ > 100_000) {
					throw new IOException("broken");
				}
				return 'x';
			}
		};
		assertThatExceptionOfType(MiosaFileException.class).isThrownBy(() -> files.write("kept", broken))
			.withRootCauseInstanceOf(IOException.class)
			.matches((ex) -> !ex.mayHaveRun());
		assertThat(files.read("kept")).asString().isEqualTo("old");
	}

	@Test
	@Tag("thorough")
	void writesThroughALink() throws IOException {
		Path target = Files.writeString(home("linked"), "old");
		Files.createSymbolicLink(home("link"), target);
		files.write("link", "new".getBytes(StandardCharsets.UTF_8));
		assertThat(target).hasContent("new");
		assertThat(home("link")).isSymbolicLink();
	}

	@Test
	@Tag("thorough")
	void deletesFilesAndEmptyDirectories() throws IOException {
		assertThat(files.delete("nothing")).isFalse();
		Path parent = Files.createDirectories(home("parent"));
		Files.createDirectory(parent.resolve("child"));
		assertThatExceptionOfType(MiosaFileException.class).isThrownBy(() -> files.delete("parent"))
			.returns(Reason.NOT_EMPTY, MiosaFileException::getReason);
		assertThat(files.delete("parent/child")).isTrue();
		assertThat(files.delete("parent")).isTrue();
		assertThat(parent).doesNotExist();
	}

	@Test
	void replacesALocalFileOnlyOnceAllHasArrived() throws IOException {
		Path target = Files.writeString(this.directory.resolve("target"), "old");
		assertThatExceptionOfType(MiosaFileException.class).isThrownBy(() -> files.read("missing", target));
		assertThat(target).hasContent("old");
		assertThat(this.directory).isDirectoryNotContaining((file) -> !file.equals(target));
	}

	@Test
	void isCancelledAfterTheTimeout() {
		MiosaFiles impatient = files.withTimeout(Duration.ofMillis(300));
		InputStream endless = new InputStream() {
			@Override
			public int read() {
				return 'x';
			}
		};
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(() -> impatient.write("endless", endless))
			.matches(MiosaException::mayHaveRun);
		assertThat(files.exists("endless")).isFalse();
	}

}
