package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.Locale;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands and sessions in applications with a web server of each kind.
 */
class WebApplicationTests {

	@AutoClose
	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	@ParameterizedTest
	@CsvSource({ "SERVLET, Tomcat", "REACTIVE, Jetty" })
	void runsCommandsAndSessions(WebApplicationType type, String server) {
		assertRunsCommandsAndSessions(type, server);
	}

	@ParameterizedTest
	@Tag("thorough")
	@CsvSource({ "SERVLET, Jetty", "REACTIVE, Tomcat" })
	void runsCommandsAndSessionsInOtherCombinations(WebApplicationType type, String server) {
		assertRunsCommandsAndSessions(type, server);
	}

	private void assertRunsCommandsAndSessions(WebApplicationType type, String server) {
		try (ConfigurableApplicationContext context = start(type, server)) {
			WebServer webServer = ((WebServerApplicationContext) context).getWebServer();
			assertThat(String.valueOf(webServer)).contains("." + server);
			MiosaComputer miosa = context.getBean(ReactiveMiosaExecTemplate.class).computer();
			Mono<Integer> exitCodes = miosa.bash("exit 3")
				.mono()
				.map(ExecResult::exitCode)
				.zipWith(miosa.spawn("exit 4").mono().flatMap(WebApplicationTests::exitCode), Integer::sum)
				.subscribeOn(Schedulers.parallel());
			assertThat(exitCodes.block(Duration.ofSeconds(30))).isEqualTo(7);
			MiosaSession session = context.getBean(MiosaExecTemplate.class).computer().spawn("cat").open();
			context.close();
			Awaitility.await().untilAsserted(() -> assertThat(session.exitCode()).isCompletedExceptionally());
		}
	}

	private static Mono<Integer> exitCode(MiosaSession session) {
		return Mono.fromFuture(session.exitCode()).doFinally((signal) -> session.close());
	}

	private ConfigurableApplicationContext start(WebApplicationType type, String server) {
		return new SpringApplicationBuilder(LocalComputerApplication.App.class).bannerMode(Banner.Mode.OFF)
			.web(type)
			.logStartupInfo(false)
			.run("--server.port=0", "--miosa.api-key=" + this.computer.getApiKey(),
					"--miosa.base-url=" + this.computer.getBaseUrl(),
					"--miosa.computer-id=" + this.computer.getComputerId(),
					"--spring.autoconfigure.exclude=" + exclusions(server));
	}

	/**
	 * The server that is also on the class path.
	 * @param server the wanted one
	 */
	private static String exclusions(String server) {
		String other = "Tomcat".equals(server) ? "Jetty" : "Tomcat";
		String prefix = "org.springframework.boot." + other.toLowerCase(Locale.ROOT) + ".autoconfigure.";
		return prefix + "servlet." + other + "ServletWebServerAutoConfiguration," + prefix + "reactive." + other
				+ "ReactiveWebServerAutoConfiguration";
	}

}
