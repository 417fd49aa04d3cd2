package ai.miosa.samples.webterminal;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

@WebTerminalTest
class JobControllerTests {

	@Autowired
	private MiosaLocalComputer computer;

	@Autowired
	private MiosaJobs jobs;

	@LocalServerPort
	private int port;

	private Visitor visitor;

	@BeforeEach
	void logIn() throws Exception {
		this.visitor = Visitor.loggedIn(this.port, "sesame");
	}

	@Test
	void startsAJobOnceHoweverOftenItIsAsked() throws Exception {
		for (int i = 0; i < 2; i++) {
			assertThat(start("once", "echo run >> runs").statusCode()).isEqualTo(204);
		}
		assertThat(follow("once")).contains("\"state\":\"FINISHED\"", "\"exitCode\":0");
		assertThat(this.computer.home().resolve("runs")).hasContent("run\n");
	}

	@Test
	void followsAJobFromWhereThePageWas() throws Exception {
		start("offset", "printf 'first second'; printf 'error' >&2");
		assertThat(follow("offset?stdout=6&stderr=5"))
			.contains("\"stream\":\"STDOUT\",\"offset\":6,\"data\":\"" + base64("second"), "FINISHED")
			.doesNotContain("STDERR");
	}

	@Test
	void leavesOutTheBeginOfALargeOutput() throws Exception {
		start("large", "head -c 1500000 /dev/zero; touch written");
		Window.await(() -> Files.exists(this.computer.home().resolve("written")));
		assertThat(follow("large")).contains("\"stream\":\"STDOUT\",\"offset\":500000,")
			.doesNotContain("\"offset\":0,");
	}

	@Test
	void tellsThatAJobWasEnded() throws Exception {
		start("ended", "sleep 1000");
		assertThat(this.visitor.delete("/jobs/ended").statusCode()).isEqualTo(204);
		assertThat(follow("ended")).contains("\"state\":\"FAILED\"", "The job was ended by signal 15.");
	}

	@Test
	void tellsThatThereIsNoSuchJob() throws Exception {
		assertThat(follow("none")).contains("FAILED", "There is no such job on the computer any more.");
	}

	@Test
	void tellsThatThereIsNoCommand() throws Exception {
		HttpResponse<String> refusal = start("blank", " ");
		assertThat(refusal.statusCode()).isEqualTo(400);
		assertThat(refusal.body()).contains("There is no command, or one that is too long.");
	}

	@Test
	void usesNoIdOfAPageOnTheComputer() throws Exception {
		start("chosen-by-the-page", "true");
		assertThat(this.jobs.list(this.computer.getComputerId())).isNotEmpty()
			.noneMatch((job) -> job.jobId().contains("chosen-by-the-page"));
	}

	private HttpResponse<String> start(String id, String command) throws Exception {
		return this.visitor.put("/jobs/" + id, "text/plain", command);
	}

	private String follow(String id) throws Exception {
		return this.visitor.get("/jobs/" + id).body();
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
