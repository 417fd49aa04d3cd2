package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("thorough")
class JobsTests extends BrowserTests {

	@AfterEach
	void forgetJobs() throws Exception {
		Visitor visitor = Visitor.loggedIn(port(), password());
		for (String id : visitor.jobs()) {
			visitor.post("/jobs/" + id + "/stop", "text/plain", "");
			await(() -> visitor.delete("/jobs/" + id).statusCode() == 200);
		}
	}

	@Test
	void followsAJobInASeparateTab() {
		this.page.startJob("printf '\\e[31mred\\e[0m\\n'; exit 3");
		this.page.awaitState("Ended with exit code 3");
		this.page.awaitScreen("red\n\nEnded with exit code 3");
		assertThat(this.page.tabs()).hasSize(2);
		assertThat(this.page.element("bar").getRect().getHeight()).as("room beside the output").isPositive();
		this.page.showJobs();
		await(() -> this.page.jobs().toString().contains("Ended with exit code 3"));
	}

	@Test
	void keepsTheSizeOfAShellWhileAJobIsShown() {
		startToReportSizes();
		this.page.startJob("exec sleep 1000");
		this.page.awaitState("Running");
		this.page.tabs().get(0).click();
		this.page.awaitState("Connected");
		assertNotResized();
	}

	@Test
	void startsASecondJobBesideARunningOne() {
		this.page.startJob("echo first; exec sleep 1000");
		this.page.awaitScreen("first");
		this.page.startJob("echo second; exec sleep 1000");
		this.page.awaitScreen("second");
		this.page.showJobs();
		await(() -> this.page.jobs().size() == 2);
	}

	@Test
	void findsAJobOfAnotherBrowser() throws Exception {
		Visitor.loggedIn(port(), password()).put("/jobs/elsewhere", "text/plain", "echo else''where; exec sleep 1000");
		this.page.showJobs();
		await(() -> this.page.jobs().toString().contains("Running"));
		this.page.clickJob("Follow");
		this.page.awaitScreen("elsewhere");
		this.page.showJobs();
		await(() -> this.page.jobs().toString().contains("Stop"));
		this.page.clickJob("Stop");
		this.page.awaitState("Ended by signal 15");
		await(() -> this.page.jobs().toString().contains("Forget"));
		this.page.clickJob("Forget");
		await(() -> this.page.jobs().isEmpty());
	}

	@Test
	void startsAndFollowsAJobOverABrokenConnection() throws IOException {
		try (Line line = openOverLine()) {
			this.page.showJobs();
			line.cut();
			this.page.startJob("echo run >> runs; echo begin; until [ -e go-on ]; do sleep 0.1; done; echo end >&2");
			this.page.awaitState("Reconnecting");
			line.repair();
			this.page.awaitScreen("begin\n");
			line.cut();
			this.page.awaitState("Reconnecting");
			Files.createFile(this.computer.home().resolve("go-on"));
			line.repair();
			this.page.awaitScreen("begin\nend\n\nEnded with exit code 0");
			assertThat(this.computer.home().resolve("runs")).hasContent("run\n");
		}
	}

}
