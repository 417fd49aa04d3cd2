package ai.miosa.spring.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.file.MiosaFileException.Reason;
import ai.miosa.spring.test.ConnectionEnd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * The attributes that a write preserves.
 */
@Timeout(60)
class FileWriteTests extends LocalFilesTests {

	@Test
	@Tag("thorough")
	void removesNothingThatIsNotItsOwn() {
		bash("mkdir -p theirs/.miosa-folder && touch theirs/.miosa-config && touch -d '3 days ago' theirs/.miosa-*");
		files.write("theirs/file", NEW);
		assertThat(bash("ls -A theirs")).isEqualTo(".miosa-config\n.miosa-folder\nfile");
	}

	@Test
	@Tag("thorough")
	void timeoutBoundsASourceThatBlocks() throws InterruptedException {
		files.write("blocked", "old".getBytes(StandardCharsets.UTF_8));
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		InputStream source = new InputStream() {
			@Override
			public int read() {
				boolean waits = true;
				while (waits) {
					try {
						release.await();
						waits = false;
					}
					catch (InterruptedException ex) {
						// As a socket, it cannot be interrupted
					}
				}
				released.countDown();
				return -1;
			}
		};
		assertThatExceptionOfType(MiosaTimeoutException.class)
			// Enough to open the session, after which the source is read
			.isThrownBy(() -> files.withTimeout(Duration.ofSeconds(5)).write("blocked", source))
			.withMessageContaining("'blocked'");
		release.countDown();
		assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(files.read("blocked")).asString().isEqualTo("old");
	}

	@Test
	void interruptEndsAWriteAndKeepsTheFile() throws InterruptedException {
		files.write("interrupted", "old".getBytes(StandardCharsets.UTF_8));
		CountDownLatch reading = new CountDownLatch(1);
		Thread[] threads = new Thread[1];
		MiosaException[] failure = new MiosaException[1];
		threads[0] = new Thread(() -> {
			try {
				files.write("interrupted", new BlockedStream(reading));
			}
			catch (MiosaException ex) {
				failure[0] = ex;
			}
		});
		threads[0].start();
		assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();
		threads[0].interrupt();
		threads[0].join();
		assertThat(failure[0]).hasMessageContaining("Interrupted").returns(true, MiosaException::mayHaveRun);
		assertThat(files.read("interrupted")).asString().isEqualTo("old");
	}

	@Test
	@Tag("thorough")
	void leavesNoTemporaryFileOfAWriteThatIsCut() {
		bash("mkdir -p cuts");
		for (int i = 0; i < 20; i++) {
			String path = "cuts/file" + i;
			InputStream source = new InputStream() {

				private int count = 200_000;

				@Override
				public int read() throws IOException {
					if (--this.count < 0) {
						throw new IOException("cut");
					}
					return 'x';
				}
			};
			assertFails(Reason.LOCAL, () -> files.write(path, source));
		}
		await().untilAsserted(() -> assertThat(bash("ls -A cuts")).isEmpty());
	}

	@Test
	void leavesNoTemporaryFileIfTheConnectionIsLost() throws InterruptedException {
		bash("mkdir -p lost");
		CountDownLatch reading = new CountDownLatch(1);
		Thread thread = new Thread(() -> {
			try {
				files.write("lost/file", new BlockedStream(reading));
			}
			catch (MiosaException ex) {
				// Expected
			}
		});
		thread.start();
		await().untilAsserted(() -> assertThat(bash("ls -A lost")).startsWith(".miosa-"));
		local.sessions().forEach((session) -> session.drop(ConnectionEnd.RESET));
		thread.join();
		await().untilAsserted(() -> assertThat(bash("ls -A lost")).isEmpty());
	}

	@Test
	void failureEndsAWriteWhoseSourceBlocks() {
		MiosaFileException failure = assertFails(Reason.NOT_FOUND,
				() -> files.write("/proc/no/file", new BlockedStream(new CountDownLatch(1))));
		assertThat(failure).returns(false, MiosaException::mayHaveRun);
	}

	@Test
	@Tag("thorough")
	@EnabledIf(value = "canMount", disabledReason = "needs the right to set kernel parameters")
	void writesWhereNoFileCanBeCreated() {
		String before = bash("cat /proc/sys/kernel/domainname");
		files.write("/proc/sys/kernel/domainname", before.getBytes(StandardCharsets.UTF_8));
		assertThat(bash("cat /proc/sys/kernel/domainname")).isEqualTo(before);
	}

	@Test
	@Tag("thorough")
	void truncatedContentChangesNothing() {
		files.write("cut/whole", "old".getBytes(StandardCharsets.UTF_8));
		String nonce = "0123456789abcdef0123456789abcdef";
		String digestOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
		for (String content : List.of("", "0".repeat(1000), digestOfNothing, digestOfNothing + "f".repeat(32),
				"x" + digestOfNothing + nonce)) {
			try (var session = computer.spawn(FileScript.WRITE.command(List.of("./cut/whole", nonce, ""))).open()) {
				session.sendStdin(content);
				session.closeStdin();
				assertThat(session.await(Duration.ofSeconds(20))).as(content).isEqualTo(FileScript.CORRUPTED);
			}
		}
		assertThat(files.read("cut/whole")).asString().isEqualTo("old");
		assertThat(bash("ls -A cut")).isEqualTo("whole");
	}

	@Test
	void newlineAtTheEndOfANameIsKept() throws IOException {
		files.write("newline/a", "old".getBytes(StandardCharsets.UTF_8));
		files.write("newline/a\n", NEW);
		files.write("newline/d\n/b", NEW);
		assertThat(home("newline/a")).hasContent("old");
		assertThat(home("newline/a\n")).hasContent("new");
		assertThat(home("newline/d\n/b")).hasContent("new");
	}

	@Test
	@Tag("thorough")
	void leavesAFifoAsItIs() {
		bash("mkfifo fifo && ln -s fifo link-to-fifo");
		assertFails(Reason.NOT_A_FILE, () -> files.write("fifo", NEW));
		assertFails(Reason.NOT_A_FILE, () -> files.write("link-to-fifo", NEW));
		assertFails(Reason.NOT_A_FILE, () -> files.read("fifo"));
		bash("touch plain");
		assertFails(Reason.NOT_A_FILE, () -> files.move("plain", "fifo"));
		assertThat(bash("stat -c %F fifo")).isEqualTo("fifo");
	}

	@Test
	void leavesADeviceAsItIs() {
		String device = device();
		assertFails(Reason.NOT_A_FILE, () -> files.write(device, NEW));
		assertThat(bash("stat -c %F " + device)).isEqualTo("character special file");
		assertFails(Reason.NOT_A_FILE, () -> files.write("/tmp", NEW));
	}

	@Test
	@EnabledIf(value = "isRoot", disabledReason = "needs root")
	void keepsOwnerGroupAndModeAsRoot() {
		bash("touch owned && chown 1000:1001 owned && chmod 6751 owned");
		files.write("owned", NEW);
		assertThat(bash("stat -c '%u:%g %a' owned")).isEqualTo("1000:1001 6751");
	}

	@Test
	@Tag("thorough")
	void keepsOwnerAndModeOfItsOwnFile() {
		bash("touch mine && chmod 2640 mine");
		String before = bash("stat -c '%u:%g %a' mine");
		files.write("mine", NEW);
		assertThat(bash("stat -c '%u:%g %a' mine; cat mine")).isEqualTo(before + "\nnew");
	}

	@Test
	@EnabledIf(value = "canMount", disabledReason = "needs the right to mount")
	void writesAMountPointInPlace() throws IOException, InterruptedException {
		bash("mkdir mounts && echo old >mounts/mounted && echo old >mounts/point");
		String mountPoint = home("mounts/point").toString();
		assertThat(run("mount", "--bind", home("mounts/mounted").toString(), mountPoint)).isZero();
		try {
			files.write("mounts/point", NEW);
			assertThat(bash("cat mounts/mounted; ls -A mounts")).isEqualTo("newmounted\npoint");
		}
		finally {
			run("umount", mountPoint);
		}
	}

	@Test
	@DisabledIf(value = "isRoot", disabledReason = "root may write anywhere")
	void writesInPlaceWhereTheDirectoryIsNotWritable() {
		bash("mkdir sealed && echo old >sealed/file && chmod 555 sealed");
		String inode = bash("stat -c %i sealed/file");
		files.write("sealed/file", NEW);
		assertThat(bash("stat -c %i sealed/file; cat sealed/file")).isEqualTo(inode + "\nnew");
		assertFails(Reason.PERMISSION_DENIED, () -> files.write("sealed/other", NEW));
		bash("chmod 755 sealed");
	}

	@Test
	void rejectsPathsThatCannotNameAFile() {
		for (String path : new String[] { "/tmp/new/", "new/", "/", ".", "..", "new/.", "new/..", "", " ", "a\0b", "~",
				"~/.bashrc", "~root/x" }) {
			assertThatIllegalArgumentException().as(path).isThrownBy(() -> files.write(path, NEW));
			assertThatIllegalArgumentException().as(path).isThrownBy(() -> files.read(path));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> files.mkdir("~/x"));
		files.write("./~", NEW);
		assertThat(home("~")).hasContent("new");
	}

	@Test
	void writesTheTargetOfALink() throws IOException {
		bash("mkdir -p real && ln -s real/not-yet dangling && ln -s loop loop");
		files.write("dangling", NEW);
		assertThat(home("real/not-yet")).hasContent("new");
		assertThat(home("dangling")).isSymbolicLink();
		assertFails(Reason.FAILED, () -> files.write("loop", NEW));
		assertThat(home("loop")).isSymbolicLink();
	}

	@Test
	void failsBeforeItStartsIfTheLocalFileIsMissing(@org.junit.jupiter.api.io.TempDir Path directory)
			throws IOException {
		assertFails(Reason.LOCAL, () -> files.write("copy", directory));
		assertFails(Reason.LOCAL, () -> files.write("copy", directory.resolve("missing")));
		assertThat(files.exists("copy")).isFalse();
		assertThat(Files.exists(directory)).isTrue();
	}

	/**
	 * A source that never has content.
	 */
	private static final class BlockedStream extends InputStream {

		private final CountDownLatch reading;

		private BlockedStream(CountDownLatch reading) {
			this.reading = reading;
		}

		@Override
		public int read() throws IOException {
			this.reading.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				throw new IOException(ex);
			}
			return -1;
		}

	}

}
