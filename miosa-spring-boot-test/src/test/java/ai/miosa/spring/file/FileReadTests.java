package ai.miosa.spring.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.file.MiosaFileException.Reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The results and failures of reads.
 */
@Timeout(60)
class FileReadTests extends LocalFilesTests {

	@TempDir
	private Path directory;

	@Test
	void readsFilesWhoseSizeIsReportedAsZero() {
		assertThat(files.read("/proc/version")).asString().startsWith("Linux").endsWith("\n");
		assertThat(files.read("/proc/self/environ")).contains(0);
		ByteArrayOutputStream content = new ByteArrayOutputStream();
		files.read("/proc/version", content);
		assertThat(content.size()).isPositive();
	}

	@Test
	void readsEmptyFiles() {
		bash(": >empty");
		assertThat(files.read("empty")).isEmpty();
	}

	@Test
	@Tag("thorough")
	void namesReasonAndPathAndTheComputersWords() {
		MiosaFileException missing = assertFails(Reason.NOT_FOUND, () -> files.read("missing"));
		assertThat(missing).hasMessageContaining("Failed to read 'missing': no such file")
			.returns("missing", MiosaFileException::getPath)
			.returns(false, MiosaException::mayHaveRun);
		assertThat(missing.getServerMessage()).endsWith("No such file or directory");
		bash("touch plain && mkdir -p full/of");
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.read("plain/x"));
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.write("plain/x", new byte[0]));
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.mkdir("plain"));
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.list("plain"));
		assertFails(Reason.NOT_FOUND, () -> files.stat("missing"));
		assertFails(Reason.NOT_FOUND, () -> files.list("missing"));
		assertFails(Reason.NOT_FOUND, () -> files.move("missing", "elsewhere"));
		assertFails(Reason.NOT_EMPTY, () -> files.delete("full"));
		assertFails(Reason.NOT_A_FILE, () -> files.read("full"));
		assertFails(Reason.INVALID_NAME, () -> files.write("x".repeat(300), new byte[0]));
		assertFails(Reason.NOT_FOUND, () -> files.write("/proc/no/file", new byte[10_000_000]));
		assertThat(files.exists("plain/x")).isFalse();
		assertThat(files.delete("plain/x")).isFalse();
	}

	@Test
	void pathThatContainsAnErrorDoesNotChangeTheReason() {
		bash("touch 'No such file or directory'");
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.read("No such file or directory/x"));
	}

	@Test
	void messageHasNoControlCharacters() {
		assertThat(assertFails(Reason.NOT_FOUND, () -> files.read("a\nb\033c")))
			.hasMessageContaining("'a\uFFFDb\uFFFDc'");
	}

	@Test
	@DisabledIf(value = "isRoot", disabledReason = "root may search any directory")
	void permissionDeniedIsNotMistakenForNotFound() {
		bash("mkdir closed && touch closed/file && chmod 000 closed");
		assertFails(Reason.PERMISSION_DENIED, () -> files.exists("closed/file"));
		assertFails(Reason.PERMISSION_DENIED, () -> files.read("closed/file"));
		assertFails(Reason.PERMISSION_DENIED, () -> files.delete("closed/file"));
		assertFails(Reason.PERMISSION_DENIED, () -> files.write("closed/file", new byte[0]));
		assertFails(Reason.PERMISSION_DENIED, () -> files.stat("closed/file"));
		assertFails(Reason.PERMISSION_DENIED, () -> files.list("closed"));
		bash("chmod 755 closed");
	}

	@Test
	@Tag("thorough")
	@EnabledIf(value = "canMount", disabledReason = "needs the right to mount")
	void fullDiskIsNamed() throws IOException, InterruptedException {
		bash("mkdir small");
		String mountPoint = home("small").toString();
		assertThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "none", mountPoint)).isZero();
		try {
			assertFails(Reason.NO_SPACE, () -> files.write("small/file", new byte[1_000_000]));
			await().until(() -> bash("ls -A small").isEmpty());
		}
		finally {
			run("umount", mountPoint);
		}
	}

	@Test
	@Tag("thorough")
	void timeoutBoundsATargetThatBlocks() {
		files.write("large", new byte[8_000_000]);
		CountDownLatch never = new CountDownLatch(1);
		OutputStream target = new OutputStream() {
			@Override
			public void write(int value) throws IOException {
				try {
					never.await();
				}
				catch (InterruptedException ex) {
					throw new IOException(ex);
				}
			}
		};
		assertThatExceptionOfType(MiosaTimeoutException.class)
			.isThrownBy(() -> files.withTimeout(Duration.ofMillis(500)).read("large", target))
			.matches((ex) -> !ex.mayHaveRun());
	}

	@Test
	void writesTheTargetOfALocalLink() throws IOException {
		files.write("source", "new".getBytes(StandardCharsets.UTF_8));
		Path target = Files.writeString(this.directory.resolve("target"), "old");
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), Path.of("target"));
		Path dangling = Files.createSymbolicLink(this.directory.resolve("dangling"), Path.of("later"));
		files.read("source", link);
		files.read("source", dangling);
		assertThat(target).hasContent("new");
		assertThat(link).isSymbolicLink();
		assertThat(this.directory.resolve("later")).hasContent("new");
		assertThat(dangling).isSymbolicLink();
	}

	@Test
	@Tag("thorough")
	void leavesALocalDeviceAsItIs() {
		files.write("source", "new".getBytes(StandardCharsets.UTF_8));
		Path device = Path.of(device());
		files.read("source", device);
		assertThat(Files.isRegularFile(device)).isFalse();
		assertFails(Reason.LOCAL, () -> files.read("source", this.directory));
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	@EnabledIf(value = "isRoot", disabledReason = "needs root")
	void keepsTheOwnerOfALocalFile() throws IOException {
		files.write("source", "new".getBytes(StandardCharsets.UTF_8));
		Path target = Files.writeString(this.directory.resolve("target"), "old");
		Files.setAttribute(target, "unix:uid", 1000);
		Files.setAttribute(target, "unix:gid", 1001);
		files.read("source", target);
		assertThat(target).hasContent("new");
		assertThat(Files.getAttribute(target, "unix:uid")).isEqualTo(1000);
		assertThat(Files.getAttribute(target, "unix:gid")).isEqualTo(1001);
	}

	@Test
	@DisabledIf(value = "isRoot", disabledReason = "root may write anywhere")
	void failureOfALocalFileIsDistinguished() throws IOException {
		files.write("source", "new".getBytes(StandardCharsets.UTF_8));
		Path sealed = Files.createDirectory(this.directory.resolve("sealed"));
		Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("r-xr-xr-x"));
		assertThat(assertFails(Reason.LOCAL, () -> files.read("source", sealed.resolve("x"))))
			.hasCauseInstanceOf(java.nio.file.AccessDeniedException.class);
	}

}
