package ai.miosa.samples.webterminal;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

@WebTerminalTest
class JobControllerTests {

	@Autowired
	private JobController controller;

	@Autowired
	private MiosaLocalComputer computer;

	@Autowired
	private MiosaJobs jobs;

	@LocalServerPort
	private int port;

	private Visitor visitor;

	@BeforeEach
	void logIn() {
		this.visitor = Visitor.user(this.port);
	}

	@Test
	void startsAJobOnceHoweverOftenItIsRequested() throws Exception {
		for (int i = 0; i < 2; i++) {
			assertThat(start("once", "echo run >> runs").statusCode()).isEqualTo(200);
		}
		assertThat(follow("once")).contains("\"state\":\"EXITED\"", "\"exitCode\":0");
		assertThat(this.computer.home().resolve("runs")).hasContent("run\n");
	}

	@Test
	@Tag("thorough")
	void followsAJobFromWhereThePageWas() throws Exception {
		start("offset", "printf 'first second'; printf 'error' >&2");
		// Until its output has arrived, as a page that continues there has seen
		follow("offset");
		assertThat(follow("offset?stdout=6&stderr=5"))
			.contains("\"offset\":6", "\"data\":\"" + base64("second"), "EXITED")
			.doesNotContain("STDERR");
	}

	@Test
	@Tag("thorough")
	void leavesOutTheBeginningOfALargeOutput() throws Exception {
		start("large", "head -c 1500000 /dev/zero");
		// Until it has ended, and with it its output
		follow("large");
		assertThat(follow("large")).contains("\"offset\":500000").doesNotContain("\"offset\":0");
	}

	@Test
	@Tag("thorough")
	void reportsThatAJobWasStopped() throws Exception {
		start("stopped", "sleep 1000");
		assertThat(this.visitor.post("/jobs/stopped/stop", "text/plain", "").statusCode()).isEqualTo(200);
		assertThat(follow("stopped")).contains("\"state\":\"KILLED\"", "\"signal\":15");
	}

	@Test
	void listsTheJobsOfTheUserUntilTheyAreForgotten() throws Exception {
		start("listed", "echo listed");
		follow("listed");
		String jobs = this.visitor.get("/jobs").body();
		assertThat(jobs).contains("\"id\":\"listed\"", "\"state\":\"EXITED\"");
		assertThat(this.visitor.delete("/jobs/listed").statusCode()).isEqualTo(200);
		assertThat(this.visitor.jobs()).doesNotContain("listed");
	}

	@Test
	void reportsThatThereIsNoSuchJob() throws Exception {
		assertThat(this.visitor.get("/jobs/none/output").statusCode()).isEqualTo(404);
		assertThat(this.visitor.delete("/jobs/none").statusCode()).isEqualTo(200);
		assertThat(this.visitor.post("/jobs/none/stop", "text/plain", "").statusCode()).isEqualTo(404);
	}

	@Test
	void reportsThatThereIsNoCommand() throws Exception {
		HttpResponse<String> refusal = start("blank", " ");
		assertThat(refusal.statusCode()).isEqualTo(400);
		assertThat(refusal.body()).contains("\"detail\":");
	}

	@Test
	@Tag("thorough")
	void keepsJobsToTheirUser() throws Exception {
		this.controller.start(() -> "another", "private", "true");
		this.jobs.job(this.computer.getComputerId(), "true").start();
		assertThat(this.visitor.jobs()).doesNotContain("private").allMatch((id) -> id.length() <= 20);
		assertThat(this.visitor.get("/jobs/private/output").statusCode()).isEqualTo(404);
		assertThat(this.visitor.get("/jobs/no..such_id/output").statusCode()).isEqualTo(404);
		// Whose files are removed after the test
		Window.await(() -> this.jobs.list(this.computer.getComputerId())
			.stream()
			.noneMatch((job) -> job.state() == JobState.RUNNING));
	}

	private HttpResponse<String> start(String id, String command) throws Exception {
		return this.visitor.put("/jobs/" + id, "text/plain", command);
	}

	private String follow(String id) throws Exception {
		return this.visitor.get("/jobs/" + id.replaceFirst("(?=[?]|$)", "/output")).body();
	}

	private static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
