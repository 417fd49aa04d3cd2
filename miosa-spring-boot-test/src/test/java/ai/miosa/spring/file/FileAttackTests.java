package ai.miosa.spring.file;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.file.MiosaFileException.Reason;
import ai.miosa.spring.text.ShellQuoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Attacks on files: odd names, environments and file systems.
 */
@Tag("thorough")
@Timeout(60)
class FileAttackTests extends LocalFilesTests {

	private static final byte[] OLD = "old".getBytes(StandardCharsets.UTF_8);

	// Two names that look the same, an end of the text direction, and what a shell
	// expands
	private static final String NAMES = "--help,-,*,[a]?,{a..c},$(touch pwned),`touch pwned`,$HOME,${x@P},!!,a;touch pwned,"
			+ " , x ,\t,\r,\\,\\n,'\",%2Fetc,a=b,#,&&,|,\u00fc,u\u0308,\u202e,\ud83d\ude00,...,.miosa-x,a\u0001\u001b[2J";

	@TempDir
	private Path directory;

	@Test
	void everyNameIsThatOfOneFile() {
		String[] names = (NAMES + "," + "x".repeat(255) + "," + "\u00fc".repeat(127) + ",line\nend").split(",");
		for (String name : names) {
			files.write("names/" + name, name.getBytes(StandardCharsets.UTF_8));
		}
		assertThat(files.list("names")).extracting(FileInfo::name).containsExactlyInAnyOrder(names);
		for (String name : names) {
			assertThat(files.read("names/" + name)).as(name).asString().isEqualTo(name);
		}
		for (String name : new String[] { "--help", "*", "$(touch pwned)", " ", "line\nend", "\\" }) {
			assertThat(files.stat("names/" + name)).as(name).matches(FileInfo::isFile);
			files.move("names/" + name, "moved/" + name);
			assertThat(files.delete("moved/" + name)).as(name).isTrue();
		}
		assertThat(files.list("names")).hasSize(names.length - 6);
		assertThat(bash("ls -A moved; find . -name pwned; rm -r names")).isEmpty();
	}

	@Test
	void everyNameIsTransferredWithItsDirectory() throws Exception {
		Path source = Files.createDirectory(this.directory.resolve("source"));
		// What a local file system may represent whatever the locale
		String[] names = Stream
			.of((NAMES + ",a: File type differs," + "x".repeat(100) + "," + "y".repeat(255)).split(","))
			.filter(StandardCharsets.US_ASCII.newEncoder()::canEncode)
			.toArray(String[]::new);
		for (String name : names) {
			Files.writeString(source.resolve(name), name);
		}
		files.upload(source, "trees");
		files.upload(source, "trees");
		files.download("trees", this.directory.resolve("back"));
		for (String name : names) {
			assertThat(this.directory.resolve("back").resolve(name)).hasContent(name);
		}
		assertThat(files.list("trees")).hasSameSizeAs(names);
	}

	@Test
	void fileThatDiffersInContentIsReplacedWhateverItIsCalled() throws Exception {
		Path source = Files.createDirectory(this.directory.resolve("source"));
		Files.writeString(source.resolve("a: File type differs"), "new");
		bash("mkdir differs && echo older >'differs/a: File type differs'");
		files.upload(source, "differs");
		assertThat(bash("cat differs/a*")).isEqualTo("new");
	}

	@Test
	void namesThatAreTooLongAreRejected() {
		assertFails(Reason.INVALID_NAME, () -> files.write("x".repeat(256), NEW));
		assertFails(Reason.INVALID_NAME, () -> files.write("d/".repeat(2500) + "x", NEW));
		assertFails(Reason.INVALID_NAME, () -> files.mkdir("\u00fc".repeat(128)));
		assertFails(Reason.INVALID_NAME, () -> files.move("/etc/hostname", "y".repeat(256)));
		assertThat(files.exists("d")).isFalse();
	}

	@Test
	void nameThatIsNotUtf8IsReported() {
		bash("mkdir latin && touch latin/$'\\xe4'");
		assertFails(Reason.INVALID_NAME, () -> files.list("latin"));
		assertFails(Reason.INVALID_NAME, () -> files.download("latin", this.directory.resolve("latin")));
		assertThat(this.directory).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "export BASH_ENV=$PWD/profile;", "export TAR_OPTIONS='--exclude=* --verbose';",
			"export POSIXLY_CORRECT=1;",
			"cat() { false; }; head() { false; }; tar() { false; }; export -f cat head tar;",
			"export SHELLOPTS; set -eufC;", "export BASHOPTS; shopt -s failglob nocasematch;", "IFS=/; export IFS;",
			"export LC_ALL=tr_TR.UTF-8 LANG=de_DE.UTF-8 LANGUAGE=fr;", "export TMPDIR=/does/not/exist;",
			"export CDPATH=/:/tmp GLOBIGNORE='*' QUOTING_STYLE=c TIME_STYLE=full-iso;", "unset HOME PWD OLDPWD;",
			"exec 3>&- 4>&- 5>&-; trap '' PIPE HUP INT TERM;", "ulimit -n 24; ulimit -c 0;" })
	void profileDoesNotDisturb(String profile) throws Exception {
		bash("echo 'echo Welcome; set -eu; stat() { false; }; alias cat=false; trap \"echo Bye\" EXIT' >profile");
		MiosaFiles disturbed = files(profile);
		disturbed.write("profiles/new", NEW);
		assertThat(disturbed.read("profiles/new")).isEqualTo(NEW);
		disturbed.write("profiles/new", OLD);
		assertThat(disturbed.read("profiles/new")).isEqualTo(OLD);
		assertThat(disturbed.stat("profiles/new").size()).isEqualTo(3);
		disturbed.move("profiles/new", "profiles/made/moved");
		assertThat(disturbed.list("profiles/made")).extracting(FileInfo::name).containsExactly("moved");
		Path source = Files.createDirectories(this.directory.resolve("source/inner"));
		Files.writeString(source.resolve("file"), "content");
		disturbed.upload(source.getParent(), "profiles/tree");
		disturbed.download("profiles/tree", this.directory.resolve("back"));
		assertThat(this.directory.resolve("back/inner/file")).hasContent("content");
		assertThat(disturbed.delete("profiles/tree/inner/file")).isTrue();
		assertThat(disturbed.exists("profiles/tree/inner/file")).isFalse();
		assertThat(bash("find . -name '.miosa-*'; rm -r profiles")).isEmpty();
	}

	@Test
	void modeOfANewFileFollowsTheMask() {
		files("umask 027;").write("masked/27", NEW);
		files("umask 0;").write("masked/0", NEW);
		assertThat(bash("cd masked; stat -c %a . 0 27")).isEqualTo("750\n666\n640");
	}

	@Test
	void loopOfLinksIsReported() {
		bash("ln -s loop-b loop-a && ln -s loop-a loop-b");
		for (Runnable call : new Runnable[] { () -> files.write("loop-a", NEW), () -> files.read("loop-a"),
				() -> files.list("loop-a"), () -> files.write("loop-a/x", NEW) }) {
			MiosaFileException failure = assertFails(Reason.FAILED, call::run);
			assertThat(failure.getServerMessage()).contains("Too many levels of symbolic links");
		}
		assertThat(files.stat("loop-a").linkTarget()).isEqualTo("loop-b");
		assertThat(files.delete("loop-a")).isTrue();
	}

	@Test
	void hugeSparseFileIsTooLargeBeforeItIsRead() {
		bash("truncate -s 500G huge");
		assertFails(Reason.TOO_LARGE, () -> files.read("huge"));
		bash("rm huge");
	}

	@Test
	void fileOfTheKernelHasTheSizeThatIsRead() {
		for (String path : bash("ls /sys/kernel/mm/transparent_hugepage/enabled /sys/kernel/notes /proc/cpuinfo"
				+ " /proc/self/limits 2>/dev/null || true")
			.lines()
			.toList()) {
			assertThat(files.read(path)).as(path).hasSizeGreaterThan(0);
		}
		assertThat(files.read("/proc/self/mounts")).isNotEmpty();
		assertThat(assertFails(Reason.FAILED, () -> files.read("/proc/self/mem")).getServerMessage()).contains("error");
	}

	@Test
	void contentThatLooksLikeTheEndOfATransferIsContent() {
		byte[] zeros = new byte[200_000];
		files.write("zeros", zeros);
		assertThat(files.read("zeros")).isEqualTo(zeros);
		String end = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" + "0".repeat(32);
		files.write("end", end.repeat(3).getBytes(StandardCharsets.UTF_8));
		assertThat(files.read("end")).asString().isEqualTo(end.repeat(3));
	}

	@Test
	void oneOfManyWritersWinsAndNobodySeesAMixture() throws Exception {
		files.write("contended", new byte[300_000]);
		AtomicBoolean done = new AtomicBoolean();
		ExecutorService threads = Executors.newFixedThreadPool(9);
		try {
			var reader = threads.submit(() -> {
				while (!done.get()) {
					byte[] content = files.read("contended");
					assertThat(content).hasSize(300_000).containsOnly(content[0]);
				}
				return null;
			});
			var writers = threads.invokeAll(Collections.nCopies(8, () -> {
				byte[] content = new byte[300_000];
				Arrays.fill(content, (byte) Thread.currentThread().getId());
				for (int i = 0; i < 3; i++) {
					files.write("contended", content);
				}
				return null;
			}));
			for (var writer : writers) {
				writer.get();
			}
			done.set(true);
			reader.get();
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(bash("ls -A | grep -c '^[.]miosa-' || true")).isEqualTo("0");
	}

	@Test
	void fileThatGrowsIsReadUpToTheSizeThatItHad() {
		try (var growing = computer.spawn("while echo line >>growing; do :; done").open()) {
			await().until(() -> files.exists("growing"));
			for (int i = 0; i < 5; i++) {
				assertThat(files.read("growing")).asString().startsWith("line\n").endsWith("line\n");
			}
		}
	}

	@Test
	void fileThatIsCutWhileItIsReadIsNeverMixed() {
		try (var cutting = computer.spawn(
				"while :; do head -c 400000 /dev/zero >cutting; tr '\\0' x <cutting >cutting.x; cat cutting.x >cutting; done")
			.open()) {
			await().until(() -> files.exists("cutting"));
			for (int i = 0; i < 10; i++) {
				try {
					assertThat(files.read("cutting").length).isLessThanOrEqualTo(400_000);
				}
				catch (MiosaFileException ex) {
					assertThat(ex.getReason()).isEqualTo(Reason.CORRUPTED);
				}
			}
		}
	}

	@Test
	void movesThatCannotBeAreRejectedAndChangeNothing() {
		bash("mkdir -p mv/dir/full mv/empty && echo f >mv/file && ln -s file mv/link && ln mv/file mv/hard");
		String before = bash("ls -AR mv");
		assertFails(Reason.NOT_A_FILE, () -> files.move("mv/file", "mv/dir"));
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.move("mv/dir", "mv/file"));
		assertFails(Reason.NOT_EMPTY, () -> files.move("mv/empty", "mv/dir"));
		assertFails(Reason.FAILED, () -> files.move("mv/dir", "mv/dir/full/x"));
		assertFails(Reason.NOT_FOUND, () -> files.move("mv/none", "mv/x"));
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.move("mv/file", "mv/file/x"));
		assertThatExceptionOfType(MiosaFileException.class).isThrownBy(() -> files.move("mv/dir", "/"));
		assertThat(bash("ls -AR mv")).isEqualTo(before);
	}

	@Test
	void directoriesThatCannotBeDeletedStay() {
		bash("mkdir -p rm/full/x && echo f >rm/file");
		for (String path : new String[] { "rm/full/.", "rm/full/..", "/", "rm/full" }) {
			assertThatExceptionOfType(MiosaFileException.class).as(path).isThrownBy(() -> files.delete(path));
		}
		assertThat(files.delete("rm/file/x")).isFalse();
		assertThat(bash("find rm | wc -l")).isEqualTo("4");
	}

	@Test
	void manyFilesAreListed() {
		bash("mkdir many && cd many && seq 1 20000 | xargs touch");
		assertThat(files.list("many")).hasSize(20_000);
	}

	@Test
	void timesBeforeAndFarAfterTheEpochAreRead() {
		bash("touch -d '1901-12-31 00:00:00.5 UTC' past; touch -d '2262-01-01 UTC' future");
		assertThat(files.stat("past").lastModified()).isEqualTo("1901-12-31T00:00:00.500Z");
		assertThat(files.stat("future").lastModified()).isEqualTo("2262-01-01T00:00:00Z");
	}

	@Test
	void directoryWithSpecialFilesIsNotDownloaded() {
		bash("mkdir -p special/sub && mkfifo special/sub/$'fifo\\nx'");
		MiosaFileException failure = assertFails(Reason.NOT_A_FILE,
				() -> files.download("special", this.directory.resolve("special")));
		assertThat(failure.getServerMessage()).contains("fifo");
		assertThat(this.directory).isEmptyDirectory();
	}

	@Test
	void uploadOntoAFileIsRejected() {
		bash("echo old >not-a-directory");
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.upload(this.directory, "not-a-directory"));
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.upload(this.directory, "not-a-directory/x"));
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.write("not-a-directory/x", NEW));
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.list("not-a-directory"));
		assertThat(bash("cat not-a-directory")).isEqualTo("old");
	}

	@Test
	void limitOfTheFileSizeIsReported() {
		byte[] large = new byte[1_000_000];
		files.write("limited", OLD);
		assertFails(Reason.TOO_LARGE, () -> files("ulimit -f 100;").write("limited", large));
		assertThat(files.read("limited")).isEqualTo(OLD);
	}

	@Test
	void missingDirectoryIsReported() {
		MiosaFiles gone = files("mkdir gone; cd gone; rmdir ../gone;");
		assertFails(Reason.NOT_FOUND, () -> gone.write("file", NEW));
		assertFails(Reason.NOT_FOUND, () -> gone.read("file"));
		assertThat(gone.exists("file")).isFalse();
	}

	@Test
	@EnabledIf(value = "canMountInNamespace", disabledReason = "needs user namespaces")
	void fullDiskLeavesTheOldContent() {
		MiosaFiles full = mounted("-t tmpfs -o size=64k,nr_inodes=20 tmpfs", "echo old >file; mkdir tree;");
		assertFails(Reason.NO_SPACE, () -> full.write("file", new byte[1_000_000]));
		assertFails(Reason.NO_SPACE, () -> full.write("new", new byte[1_000_000]));
		MiosaFiles check = mounted("-t tmpfs -o size=64k,nr_inodes=2 tmpfs", "echo old >file;");
		assertFails(Reason.NO_SPACE, () -> check.mkdir("directory"));
		assertFails(Reason.NO_SPACE, () -> check.write("other", OLD));
	}

	@Test
	@EnabledIf(value = "canMountInNamespace", disabledReason = "needs user namespaces")
	void readOnlyFileSystemIsReported() {
		MiosaFiles sealed = mounted("-t tmpfs tmpfs", "echo old >file; mkdir dir; mount -o remount,ro .;");
		assertFails(Reason.READ_ONLY, () -> sealed.write("file", NEW));
		assertFails(Reason.READ_ONLY, () -> sealed.write("new", NEW));
		assertFails(Reason.READ_ONLY, () -> sealed.mkdir("new"));
		assertFails(Reason.READ_ONLY, () -> sealed.delete("file"));
		assertFails(Reason.READ_ONLY, () -> sealed.move("file", "other"));
		assertFails(Reason.READ_ONLY, () -> sealed.upload(this.directory, "dir"));
		assertThat(sealed.read("file")).asString().isEqualTo("old\n");
	}

	@Test
	@EnabledIf(value = "isRoot", disabledReason = "needs root")
	void missingPermissionIsReported() {
		MiosaFiles nobody = files("mkdir -p mine; chmod 755 . mine; echo old >mine/file; chmod 600 mine/file;"
				+ " exec setpriv --reuid 65534 --regid 65534 --clear-groups");
		assertFails(Reason.PERMISSION_DENIED, () -> nobody.read("mine/file"));
		assertFails(Reason.PERMISSION_DENIED, () -> nobody.write("mine/file", NEW));
		assertFails(Reason.PERMISSION_DENIED, () -> nobody.write("mine/new", NEW));
		assertFails(Reason.PERMISSION_DENIED, () -> nobody.delete("mine/file"));
		assertFails(Reason.PERMISSION_DENIED, () -> nobody.move("mine/file", "mine/x"));
		assertFails(Reason.PERMISSION_DENIED, () -> nobody.mkdir("mine/new/x"));
		assertFails(Reason.PERMISSION_DENIED, () -> nobody.upload(this.directory, "mine"));
		assertFails(Reason.PERMISSION_DENIED, () -> nobody.download("mine", this.directory.resolve("mine")));
		assertThat(bash("cat mine/file; ls -A mine")).isEqualTo("old\nfile");
	}

	@Test
	void streamThatReturnsNothingForAWhileIsReadToItsEnd() {
		InputStream hesitant = new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8)) {

			private int calls;

			@Override
			public synchronized int read(byte[] buffer, int offset, int length) {
				return (this.calls++ % 3 != 0) ? 0 : super.read(buffer, offset, Math.min(1, length));
			}
		};
		files.write("hesitant", hesitant);
		assertThat(files.read("hesitant")).asString().isEqualTo("abc");
	}

	@Test
	void failureReportsWhetherSomethingChanged() {
		assertThat(assertFails(Reason.NOT_FOUND, () -> files.read("none"))).returns(false, MiosaException::mayHaveRun);
		assertThat(assertFails(Reason.FAILED, () -> files("PATH=/none;").write("none", NEW))).returns(true,
				MiosaException::mayHaveRun);
		assertThatIllegalArgumentException().isThrownBy(() -> files.exists(""));
		assertThat(files.list(".")).extracting(FileInfo::path, FileInfo::isFile).doesNotContain(tuple("none", true));
	}

	private static MiosaFiles files(String profile) {
		return new MiosaFiles(local.getComputerId(),
				(command, options) -> computer.spawn(profile + " " + command).options(options).open());
	}

	private static MiosaFiles mounted(String mount, String preparation) {
		return new MiosaFiles(local.getComputerId(), (command, options) -> {
			String script = "mkdir -p mounted && mount " + mount + " mounted && cd mounted && " + preparation + command;
			return computer.spawn("exec unshare --user --map-root-user --mount bash -c " + ShellQuoting.quote(script))
				.options(options)
				.open();
		});
	}

	static boolean canMountInNamespace() throws Exception {
		return run("unshare", "--user", "--map-root-user", "--mount", "true") == 0;
	}

}
