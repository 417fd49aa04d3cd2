package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.nio.file.Files;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

import ai.miosa.spring.computer.ComputerStatus.State;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("thorough")
class PanelTests extends BrowserTests {

	@Test
	void showsOutputAsText() {
		this.page.run("bash", "echo '<b id=injected>bold</b>'; exit 4");
		this.page.awaitCommand("Exit code 4 after");
		assertThat(this.page.text("command-output")).isEqualTo("<b id=injected>bold</b>\n");
		assertThat(driver().findElements(By.id("injected"))).isEmpty();
	}

	@Test
	void showsThatACommandRunsAndStopsIt() {
		this.page.run("python", "import time\ntime.sleep(100)");
		this.page.awaitCommand("Running for");
		this.page.element("stop").click();
		this.page.awaitCommand("Stopped");
	}

	@Test
	void keepsTheFocusAfterStop() {
		this.page.run("bash", "sleep 1000");
		this.page.awaitCommand("Running");
		this.page.element("stop").click();
		this.page.awaitCommand("Stopped");
		assertThat(driver().switchTo().activeElement().getAttribute("id")).isEqualTo("run");
	}

	@Test
	void showsColoursOfACommandAndNoControlSequences() {
		this.page.run("bash", "printf '50%%\\r100%%\\n\\e]0;title\\a\\e[31mred\\e[0m\\e[K\\n'");
		this.page.awaitCommand("Exit code 0");
		assertThat(this.page.text("command-output")).isEqualTo("100%\nred\n");
		assertThat(driver().findElement(By.cssSelector("#command-output .red")).getText()).isEqualTo("red");
	}

	@Test
	void showsALargeOutput() {
		this.page.run("bash", "seq 100000; printf '%0300000d\\n' 0; echo last");
		this.page.awaitCommand("Exit code 0");
		assertThat(this.page.text("command-output")).startsWith("1\n2\n")
			.contains("\n100000\n" + "0".repeat(300_000) + "\nlast\n");
	}

	@Test
	void showsHealthAndTheExecTimer() {
		this.page.run("bash", "true");
		await(() -> this.page.text("timer").matches("bash\\d+ in .* on average.*"));
		await(() -> this.page.text("health").equals("Health: up"));
		await(() -> this.page.text("health-details").startsWith("Staterunning"));
	}

	@Test
	void saysWhyACommandCouldNotBeRun() {
		this.computer.setStatus(this.computer.getComputerId(), State.STOPPED);
		this.page.run("bash", "true");
		this.page.awaitCommand("The computer is stopped: start it and try again.");
	}

	@Test
	void saysThatACommandsEndIsNotKnownWhenItsConnectionBroke() throws IOException {
		try (Line line = openOverLine()) {
			this.page.run("bash", "sleep 1000");
			this.page.awaitCommand("Running for");
			line.cut();
			this.page.awaitCommand("The connection to the server broke: how the command ended is not known.");
			line.repair();
		}
	}

	@Test
	void followsAJobAfterAReload() throws IOException {
		this.page.run("job", "echo run >> runs; echo begin; until [ -e go ]; do sleep 0.1; done; echo end; exit 3");
		await(() -> this.page.text("command-output").equals("begin\n"));
		this.page.open(url());
		await(() -> this.page.text("command-output").equals("begin\n"));
		this.page.awaitCommand("Running as a job");
		Files.createFile(this.computer.home().resolve("go"));
		this.page.awaitCommand("Exit code 3 after");
		assertThat(this.page.text("command-output")).isEqualTo("begin\nend\n");
		assertThat(this.computer.home().resolve("runs")).hasContent("run\n");
	}

	@Test
	void startsAndFollowsAJobOverABrokenConnection() throws IOException {
		try (Line line = openOverLine()) {
			line.cut();
			this.page.run("job", "echo run >> runs; echo begin; until [ -e go-on ]; do sleep 0.1; done; echo end >&2");
			this.page.awaitCommand("Reconnecting");
			line.repair();
			await(() -> this.page.text("command-output").equals("begin\n"));
			line.cut();
			this.page.awaitCommand("Reconnecting");
			Files.createFile(this.computer.home().resolve("go-on"));
			line.repair();
			this.page.awaitCommand("Exit code 0 after");
			assertThat(this.page.text("command-output")).isEqualTo("begin\nend\n");
			assertThat(this.computer.home().resolve("runs")).hasContent("run\n");
		}
	}

	@Test
	void stopsAJob() {
		this.page.run("job", "echo begin; exec sleep 1000");
		await(() -> this.page.text("command-output").equals("begin\n"));
		this.page.element("stop").click();
		this.page.awaitCommand("The job was ended by signal 15.");
	}

}
