package ai.miosa.spring.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.file.FileInfo.Type;
import ai.miosa.spring.file.MiosaFileException.Reason;
import ai.miosa.spring.session.SessionOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Directories on a local computer.
 */
@Timeout(120)
class DirectoryTransferTests extends LocalFilesTests {

	@TempDir
	private Path directory;

	@Test
	@Tag("thorough")
	void transfersAThousandFilesInOneSession() throws IOException {
		Path source = Files.createDirectory(this.directory.resolve("thousand"));
		Random random = new Random(1);
		for (int i = 0; i < 1000; i++) {
			byte[] content = new byte[4096];
			random.nextBytes(content);
			Files.write(Files.createDirectories(source.resolve("d" + i % 7)).resolve("f" + i), content);
		}
		AtomicInteger sessions = new AtomicInteger();
		List<TransferProgress> progress = new ArrayList<>();
		MiosaFiles counted = new MiosaFiles(local.getComputerId(), (command, options) -> {
			sessions.incrementAndGet();
			return computer.spawn(command).options(options).open();
		}).withListener(progress::add);
		counted.upload(source, "thousand");
		assertThat(sessions).hasValue(1);
		assertThat(progress.get(progress.size() - 1)).returns(1000L, TransferProgress::files)
			.returns(4_096_000L, TransferProgress::bytes);
		progress.clear();
		counted.download("thousand", this.directory.resolve("back"));
		assertThat(sessions).hasValue(2);
		assertThat(progress.get(progress.size() - 1)).returns(1000L, TransferProgress::files)
			.returns(4_096_000L, TransferProgress::bytes);
		assertThat(progress).extracting(TransferProgress::path).contains("d0/f0");
		assertThat(tree(this.directory.resolve("back"))).isEqualTo(tree(source)).hasSize(1008);
	}

	@Test
	@Tag("thorough")
	void keepsModesTimesLinksAndOddNames() throws IOException {
		Path source = Files.createDirectory(this.directory.resolve("source"));
		String longName = "long-".repeat(40);
		for (String name : List.of("plain", "new\nline", "-rf", "a\\b", "'quoted'", longName, " blank ")) {
			Files.writeString(source.resolve(name), name);
		}
		Path deep = Files.createDirectories(source.resolve(longName + "2").resolve(longName));
		Files.writeString(deep.resolve("deep"), "deep");
		Files.createSymbolicLink(deep.resolve("link"), Path.of("../../plain"));
		Files.createSymbolicLink(source.resolve("dangling"), Path.of(longName + "2/" + longName + "/missing"));
		Files.createDirectory(source.resolve("empty"));
		Files.setPosixFilePermissions(source.resolve("plain"), PosixFilePermissions.fromString("r-x--x--x"));
		Files.setLastModifiedTime(source.resolve("plain"), FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
		Files.setPosixFilePermissions(source.resolve("empty"), PosixFilePermissions.fromString("rwx------"));
		Files.setPosixFilePermissions(deep, PosixFilePermissions.fromString("r-xr-xr-x"));
		files.upload(source, "odd");
		assertThat(bash("stat -c '%a %Y' odd/plain odd/empty | cut -c1-14")).startsWith("511 981173106\n700 ");
		assertThat(bash("cat odd/" + longName + "2/" + longName + "/link")).isEqualTo("plain");
		files.download("odd", this.directory.resolve("back"));
		assertThat(tree(this.directory.resolve("back"))).isEqualTo(tree(source));
		assertThat(Files.getLastModifiedTime(this.directory.resolve("back/plain")).toInstant())
			.isEqualTo("2001-02-03T04:05:06Z");
		Files.setPosixFilePermissions(deep, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.setPosixFilePermissions(this.directory.resolve("back").resolve(source.relativize(deep)),
				PosixFilePermissions.fromString("rwxr-xr-x"));
	}

	@Test
	@Tag("thorough")
	void mergesIntoExistingDirectories() throws IOException {
		Path source = Files.createDirectories(this.directory.resolve("source/sub"));
		Files.writeString(source.resolve("file"), "new");
		bash("mkdir -p merged/sub && chmod 1777 merged && chmod 700 merged/sub && echo old >merged/sub/file"
				+ " && touch merged/sub/other");
		files.upload(source.getParent(), "merged");
		assertThat(bash("cd merged; ls -A sub; cat sub/file; stat -c ' %a' . sub"))
			.isEqualTo("file\nother\nnew 1777\n 700");
		Path target = Files.createDirectories(this.directory.resolve("target/sub"));
		Files.writeString(target.resolve("file"), "old");
		Files.writeString(target.resolve("local"), "kept");
		Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxrwx---"));
		files.download("merged", target.getParent());
		assertThat(tree(target.getParent())).isEqualTo(Map.of("", "rwxr-xr-x", "sub", "rwxrwx---", "sub/file",
				"rw-r--r-- new", "sub/other", "rw-r--r-- ", "sub/local", "rw-r--r-- kept"));
	}

	@Test
	void rejectsLinksThatLeadOutOfTheDirectory() throws IOException {
		for (String target : List.of("/etc/passwd", "../outside", "sub/../../outside", "sub/up/../..", "..")) {
			Path source = Files.createTempDirectory(this.directory, "links");
			Files.createDirectories(source.resolve("sub"));
			Files.createSymbolicLink(source.resolve("sub/up"), Path.of(".."));
			Files.createSymbolicLink(source.resolve("link"), Path.of(target));
			assertFails(Reason.OUTSIDE, () -> files.upload(source, "links"));
			// The computer removes what was sent once the session has ended
			await().until(() -> bash("mkdir -p links; ls -A links").isEmpty());
			bash("rm -rf l && mkdir -p l/sub && ln -s .. l/sub/up && ln -s " + target + " l/link");
			assertFails(Reason.OUTSIDE, () -> files.download("l", this.directory.resolve("l")));
			assertThat(this.directory.resolve("l")).doesNotExist();
		}
		assertThat(this.directory).isDirectoryNotContaining("glob:**.miosa-*");
	}

	@Test
	void rejectsHostileArchives() throws IOException {
		Path target = this.directory.resolve("victim");
		for (String entry : List.of("../evil", "/tmp/miosa-evil", "a/../../evil", "..", "a//../b")) {
			assertFails(Reason.OUTSIDE, () -> archive("printf x >x; tar -cPf - --transform=\"s|.*|" + entry + "|\" x")
				.download(".", target));
		}
		assertThat(target).doesNotExist();
		assertThat(Path.of("/tmp/miosa-evil")).doesNotExist();
	}

	@Test
	void rejectsAnEntryBelowALinkOfTheArchive() {
		String command = "mkdir -p one/sub two/a; ln -s sub one/a; printf x >two/a/f;"
				+ " tar -cf one.tar -C one sub a; tar -cf two.tar -C two a/f; tar -Af one.tar two.tar; cat one.tar";
		Path target = this.directory.resolve("victim");
		assertFails(Reason.OUTSIDE, () -> archive(command).download(".", target));
		assertThat(target).doesNotExist();
	}

	@Test
	@Tag("thorough")
	void rejectsDamagedArchives() {
		Path target = this.directory.resolve("damaged");
		String tar = "printf x >x; tar -cf - x";
		for (String command : List.of("true", "head -c 5000 /dev/urandom", tar + " | head -c 600",
				tar + " | head -c 100", tar + " | tr x y", tar + " | head -c 1024")) {
			assertFails(Reason.CORRUPTED, () -> archive(command).download(".", target));
			assertThat(target).doesNotExist();
		}
		assertThat(this.directory).isEmptyDirectory();
	}

	/**
	 * Return files of a computer that sends what a command prints in place of an archive.
	 */
	private static MiosaFiles archive(String command) {
		return new MiosaFiles(local.getComputerId(),
				(script, options) -> computer
					.spawn("bash -c 'cd $(mktemp -d) && " + command.replace("'", "'\\''") + "'")
					.options(SessionOptions.builder().pty(false).output(options.getOutput()).build())
					.open());
	}

	@Test
	@Tag("thorough")
	void rejectsFilesOfAnotherTypeInTheWay() throws IOException {
		bash("mkdir -p way outside && ln -s ../outside way/sub && mkfifo way/file");
		Path links = Files.createDirectories(this.directory.resolve("links/sub")).getParent();
		Files.writeString(links.resolve("sub/f"), "x");
		assertFails(Reason.NOT_A_FILE, () -> files.upload(links, "way"));
		Path fifos = Files.createDirectory(this.directory.resolve("fifos"));
		Files.writeString(fifos.resolve("file"), "x");
		assertFails(Reason.NOT_A_FILE, () -> files.upload(fifos, "way"));
		assertThat(bash("ls -A outside; stat -c %F way/sub way/file")).isEqualTo("symbolic link\nfifo");
		bash("mkdir -p remote/sub && touch remote/sub/f");
		Path target = Files.createDirectory(this.directory.resolve("target"));
		Path outside = Files.createDirectory(this.directory.resolve("outside"));
		Files.createSymbolicLink(target.resolve("sub"), outside);
		assertFails(Reason.LOCAL, () -> files.download("remote", target));
		assertThat(outside).isEmptyDirectory();
	}

	@Test
	void rejectsSpecialFiles() throws IOException, InterruptedException {
		bash("mkdir -p special && mkfifo special/fifo");
		assertThat(assertFails(Reason.NOT_A_FILE, () -> files.download("special", this.directory.resolve("x")))
			.getServerMessage()).contains("fifo");
		Path source = Files.createDirectory(this.directory.resolve("source"));
		assertThat(new ProcessBuilder("mkfifo", source.resolve("fifo").toString()).start().waitFor()).isZero();
		assertFails(Reason.NOT_A_FILE, () -> files.upload(source, "y"));
	}

	@Test
	@Tag("thorough")
	void namesReasons() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "");
		assertFails(Reason.NOT_FOUND, () -> files.download("missing", this.directory.resolve("x")));
		bash("touch file");
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.download("file", this.directory.resolve("x")));
		assertFails(Reason.LOCAL, () -> files.download("/etc", file));
		assertFails(Reason.LOCAL, () -> files.upload(file, "x"));
		assertFails(Reason.LOCAL, () -> files.upload(this.directory.resolve("missing"), "x"));
		assertFails(Reason.NOT_A_DIRECTORY, () -> files.upload(this.directory, "file"));
		assertThat(assertFails(Reason.NOT_A_DIRECTORY, () -> files.upload(this.directory, "file/sub"))).returns(false,
				MiosaException::mayHaveRun);
	}

	@Test
	void listenerThatThrowsEndsTheTransfer() throws IOException {
		Path source = Files.createDirectory(this.directory.resolve("source"));
		Files.writeString(source.resolve("file"), "x");
		MiosaFiles listening = files.withListener((progress) -> {
			throw new IllegalStateException("enough");
		});
		assertThatIllegalStateException().isThrownBy(() -> listening.upload(source, "enough")).withMessage("enough");
		await().until(() -> bash("mkdir -p enough; ls -A enough").isEmpty());
	}

	@Test
	@Tag("thorough")
	void describesFiles() {
		bash("mkdir -p described/sub && cd described && printf 12345 >file && chmod 4750 file"
				+ " && touch -d '1969-12-31 23:59:58.25 UTC' file && ln -s 'to nowhere' link && mkfifo fifo"
				+ " && touch \"odd\nname\"");
		FileInfo file = files.stat("described/file");
		assertThat(file).returns("described/file", FileInfo::path)
			.returns("file", FileInfo::name)
			.returns(Type.FILE, FileInfo::type)
			.returns(5L, FileInfo::size)
			.returns(04750, FileInfo::mode)
			.returns(Instant.parse("1969-12-31T23:59:58.250Z"), FileInfo::lastModified)
			.returns(bash("id -un"), FileInfo::owner)
			.returns(bash("id -gn"), FileInfo::group)
			.returns(null, FileInfo::linkTarget);
		assertThat(files.stat("described/link")).returns(Type.LINK, FileInfo::type)
			.returns("to nowhere", FileInfo::linkTarget);
		assertThat(files.list("described")).contains(file)
			.extracting(FileInfo::name, FileInfo::type)
			.containsExactlyInAnyOrder(tuple("file", Type.FILE), tuple("sub", Type.DIRECTORY), tuple("link", Type.LINK),
					tuple("fifo", Type.OTHER), tuple("odd\nname", Type.FILE));
		assertThat(files.list("described/sub/")).isEmpty();
		assertThat(files.stat("/")).returns("/", FileInfo::path).returns(true, FileInfo::isDirectory);
	}

	@Test
	@Tag("thorough")
	void listsLargeDirectories() {
		bash("mkdir large && cd large && seq 5000 | xargs touch");
		assertThat(files.list("large")).hasSize(5000);
	}

	@Test
	@Tag("thorough")
	void makesAndMovesDirectories() {
		files.mkdir("made/of/parts");
		files.mkdir("made/of/parts/");
		assertThat(files.stat("made/of/parts").isDirectory()).isTrue();
		files.write("made/file", "x".getBytes(StandardCharsets.UTF_8));
		files.move("made", "moved/elsewhere");
		assertThat(files.read("moved/elsewhere/file")).asString().isEqualTo("x");
		assertThat(files.exists("made")).isFalse();
		files.write("other", "y".getBytes(StandardCharsets.UTF_8));
		files.move("other", "moved/elsewhere/file");
		assertThat(files.read("moved/elsewhere/file")).asString().isEqualTo("y");
		assertFails(Reason.NOT_EMPTY, () -> {
			files.mkdir("full/x");
			files.move("moved", "full");
		});
		files.mkdir("into");
		assertFails(Reason.NOT_A_FILE, () -> files.move("moved/elsewhere/file", "into"));
	}

	private static Map<String, String> tree(Path root) throws IOException {
		Map<String, String> tree = new TreeMap<>();
		try (Stream<Path> files = Files.walk(root)) {
			for (Path file : files.toList()) {
				tree.put(root.relativize(file).toString(), describe(file));
			}
		}
		return tree;
	}

	private static String describe(Path file) throws IOException {
		if (Files.isSymbolicLink(file)) {
			return "-> " + Files.readSymbolicLink(file);
		}
		String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
		return Files.isDirectory(file) ? mode
				: mode + " " + new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
	}

}
