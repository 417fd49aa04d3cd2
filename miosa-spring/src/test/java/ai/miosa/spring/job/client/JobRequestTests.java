package ai.miosa.spring.job.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that a session of the script answers once there is something to say.
 */
class JobRequestTests {

	@AutoClose
	private final ScriptedComputer computer;

	JobRequestTests(@TempDir Path home) {
		this.computer = new ScriptedComputer(home);
	}

	@Test
	void requestIsAnsweredOnceThereIsOutputOrTheJobHasEnded() throws IOException {
		String incarnation = this.computer
			.start("a", "printf one; until [[ -e go ]]; do sleep 0.05; done; printf two; exit 3")
			.incarnation();
		Session session = new Session("", Map.of());
		try (session) {
			session.send("1 output a - - - 9;\n");
			assertThat(session.answer()).containsExactly("answer 1", "found a " + incarnation);
			session.send("2 output a " + incarnation + " - - 9;\n3 outp");
			session.send("ut a " + incarnation + " 0 0 2;\n");
			assertThat(session.answer()).containsExactly("answer 3", "stdout 0", "b24=");
			session.send("4 output a " + incarnation + " 3 - 9;\n5 output a " + incarnation + " - 0 9;\n4;\n");
			session.send("6 output a " + incarnation + " 2 0 9;\n7 output unknown - - - 9;\n8 output a " + incarnation
					+ " 4 - 9;\n");
			assertThat(session.answer()).containsExactly("answer 6", "stdout 2", "ZQ==");
			assertThat(session.answer()).containsExactly("answer 7", "error unknown unknown -");
			assertThat(session.answer()).containsExactly("answer 8", "error truncated stdout");
			go();
			assertThat(List.of(session.answer(), session.answer()))
				.allSatisfy((answer) -> assertThat(answer).hasSize(2)
					.last()
					.asString()
					.matches("job a " + incarnation + " EXITED 3 \\d+ \\d+ 6 0"))
				.extracting((answer) -> answer.get(0))
				.containsExactlyInAnyOrder("answer 2", "answer 5");
		}
		assertThat(session.process.onExit()).succeedsWithin(ScriptedComputer.PATIENCE);
	}

	@Test
	@Tag("thorough")
	void requestThatArrivesAsTheReadTimesOutIsAnswered() throws IOException {
		String incarnation = this.computer.start("a", "exit 3").incarnation();
		this.computer.awaitEnd("a");
		try (Session session = new Session("", Map.of("-rt \"0.$pace\" line", "-rt 0.001 line"))) {
			for (int i = 0; i < 2000; i++) {
				session.send(i + " output a " + incarnation + " - - 9;\n");
				assertThat(session.answer()).first().isEqualTo("answer " + i);
			}
		}
	}

	@Test
	@Tag("thorough")
	void outputIsSeenAlthoughTheNamesOfAllFilesDoNotFitIntoOneCommand() throws IOException {
		String id = "x".repeat(100);
		String incarnation = this.computer
			.start(id, "until [[ -e go ]]; do sleep 0.05; done; printf one; exec sleep 600")
			.incarnation();
		// Such a small stack leaves 128 KiB for the arguments of a process
		try (Session session = new Session("ulimit -s 256; ", Map.of())) {
			session.send(IntStream.rangeClosed(1, 400)
				.mapToObj((i) -> i + " output " + id + " " + incarnation + " - 0 9;\n")
				.collect(Collectors.joining()));
			session.send("401 output " + id + " " + incarnation + " 0 - 9;\n402 output unknown - - - 9;\n");
			assertThat(session.answer()).contains("answer 402");
			go();
			assertThat(session.answer()).containsExactly("answer 401", "stdout 0", "b25l");
		}
	}

	@Test
	void jobThatHasLostAFileAfterItsEndIsAnsweredAndBlocksNoOther() throws IOException {
		String incarnation = this.computer.start("a", "echo out; exit 3").incarnation();
		this.computer.awaitEnd("a");
		Files.delete(this.computer.directory("a").resolve("job"));
		Files.delete(this.computer.directory("a").resolve("stdout"));
		try (Session session = new Session("", Map.of())) {
			session.send("1 output a " + incarnation + " 0 0 9;\n2 output unknown - - - 9;\n");
			assertThat(session.answer()).hasSize(2)
				.last()
				.asString()
				.matches("job a " + incarnation + " EXITED 3 \\d+ \\d+ 0 0");
			assertThat(session.answer()).contains("answer 2");
		}
	}

	@Test
	@Tag("thorough")
	void jobDoesNotEndWhileItsOutputCannotBeRead() throws IOException {
		Path tools = Files.createDirectory(this.computer.home().resolve("tools"));
		Path dd = Files.writeString(tools.resolve("dd"),
				"#!/bin/bash\nPATH=${PATH#*:}\n[[ -e failed ]] && exec dd \"$@\"\n"
						+ ": >failed\ndd \"$@\" | head -c 2\nexit 1\n");
		assertThat(dd.toFile().setExecutable(true)).isTrue();
		String incarnation = this.computer.start("a", "printf out; exit 3").incarnation();
		this.computer.awaitEnd("a");
		this.computer.env("PATH", tools + ":" + System.getenv("PATH"));
		try (Session session = new Session("", Map.of())) {
			session.send("1 output a " + incarnation + " 0 0 9;\n");
			assertThat(session.answer()).containsExactly("answer 1", "stdout 0", "b3U=", "error unreadable stdout");
			session.send("2 output a " + incarnation + " 2 0 9;\n");
			assertThat(session.answer()).hasSize(4).startsWith("answer 2", "stdout 2", "dA==");
		}
	}

	@Test
	@Tag("thorough")
	void outputIsNotSkippedIfItsSizeCannotBeRead() throws IOException {
		Path tools = Files.createDirectory(this.computer.home().resolve("tools"));
		Path stat = Files.writeString(tools.resolve("stat"),
				"#!/bin/bash\nPATH=${PATH#*:}\n[[ ! -e fail ]] || exit 127\nexec stat \"$@\"\n");
		assertThat(stat.toFile().setExecutable(true)).isTrue();
		String incarnation = this.computer.start("a", "printf out; exit 3").incarnation();
		this.computer.awaitEnd("a");
		this.computer.env("PATH", tools + ":" + System.getenv("PATH"));
		try (Session session = new Session("", Map.of())) {
			for (int offset = 0; offset < 3; offset += 2) {
				Path fail = Files.createFile(this.computer.home().resolve("fail"));
				session.send("1 output a " + incarnation + " " + offset + " - 9;\n");
				assertThat(session.answer()).containsExactly("answer 1", "error unreadable stdout");
				Files.delete(fail);
			}
			session.send("2 output a " + incarnation + " 0 - 9;\n");
			assertThat(session.answer()).hasSize(4).startsWith("answer 2", "stdout 0", "b3V0");
		}
	}

	@Test
	void commandThatCannotBeExpandedDoesNotMakeTheScriptRunItsRequests() throws IOException {
		this.computer.start("a", "exec sleep 600");
		try (Session session = new Session("", Map.of("</proc/uptime", "</none"))) {
			session.send("1 output unknown - - - 9;\n: >swallowed;\n");
			assertThat(session.answer()).startsWith("answer 1");
			assertThat(this.computer.home().resolve("swallowed")).doesNotExist();
		}
	}

	@Test
	@Tag("thorough")
	void statusIsThatOfTheJobThatWasFoundAndOfNoLaterOne() throws IOException {
		String incarnation = this.computer.start("a", "exit 3").incarnation();
		this.computer.awaitEnd("a");
		String last = "[[ $state == RUNNING || $full ]] ||";
		try (Session session = new Session("",
				Map.of(last, ": >found; until [[ -e go ]]; do nap 0.01; done; " + last))) {
			session.send("1 output a - - - 9;\n");
			Awaitility.await()
				.atMost(ScriptedComputer.PATIENCE)
				.until(() -> Files.exists(this.computer.home().resolve("found")));
			this.computer.call("delete", "a", incarnation);
			this.computer.start("a", "exec sleep 600");
			go();
			assertThat(session.answer()).containsExactly("answer 1", "found a " + incarnation,
					"error unknown a " + incarnation);
		}
	}

	private void go() throws IOException {
		Files.createFile(this.computer.home().resolve("go"));
	}

	/**
	 * A session that answers requests.
	 */
	private final class Session implements AutoCloseable {

		private final Process process;

		private final BufferedReader lines;

		private final Writer requests;

		/**
		 * Open a session, after other commands, of a script in which parts are replaced.
		 */
		private Session(String before, Map<String, String> replacements) throws IOException {
			this.process = JobRequestTests.this.computer.run(before + JobComputer.session(List.of("watch")), Map.of(),
					ProcessBuilder.Redirect.PIPE);
			this.lines = this.process.inputReader();
			this.requests = this.process.outputWriter();
			String script = JobComputer.sessionInput();
			for (Map.Entry<String, String> replacement : replacements.entrySet()) {
				assertThat(script).contains(replacement.getKey());
				script = script.replace(replacement.getKey(), replacement.getValue());
			}
			send(script);
		}

		private void send(String text) throws IOException {
			this.requests.write(text);
			this.requests.flush();
		}

		private List<String> answer() {
			CompletableFuture<List<String>> answer = CompletableFuture.supplyAsync(this::read);
			assertThat(answer).succeedsWithin(Duration.ofMinutes(5));
			return answer.join();
		}

		private List<String> read() {
			List<String> answer = new ArrayList<>();
			try {
				for (String line = this.lines.readLine(); !line.equals("end-answer"); line = this.lines.readLine()) {
					if (!line.isEmpty() && !line.equals("miosa-jobs 1")) {
						answer.add(line);
					}
				}
				return answer;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public void close() throws IOException {
			this.requests.close();
		}

	}

}
