package ai.miosa.spring.computer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Computers whose creation got no response and that were not found are destroyed when the
 * application ends, unless they were reported to the caller.
 */
@Tag("thorough")
@ExtendWith({ MiosaLocalComputerExtension.class, OutputCaptureExtension.class })
class LostComputerAttackTests {

	private static final int MORE_THAN_A_PAGE = 150;

	private final MiosaLocalComputer local;

	LostComputerAttackTests(MiosaLocalComputer local) {
		this.local = local;
		local.ignoreIdempotencyKeys();
	}

	@Test
	void cancelledCreation(CapturedOutput output) {
		loseCreations(1);
		try (LocalComputerApplication application = start()) {
			Disposable creation = application.template().computers().createMono((spec) -> {
			}).subscribe();
			Awaitility.await().until(() -> !this.local.createdComputers().isEmpty());
			creation.dispose();
			Awaitility.await().until(() -> output.getAll().contains("A creation that was cancelled has failed"));
			this.local.faults().clear();
		}
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void creationThatFailsWhileTheApplicationEnds(CapturedOutput output) throws InterruptedException {
		loseCreations(1);
		// Enough for the end to begin before the search does
		LocalComputerApplication application = LocalComputerApplication.start(this.local, "miosa.exec.grace-period=4s");
		application.template().computers().createMono((spec) -> {
		}).onErrorComplete().subscribe();
		Awaitility.await().until(() -> !this.local.createdComputers().isEmpty());
		Thread end = new Thread(application::close);
		end.start();
		Awaitility.await().until(() -> output.getAll().contains("A creation that was cancelled has failed"));
		this.local.faults().clear();
		end.join();
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void creationsOfMoreThanAPage() {
		loseCreations(MORE_THAN_A_PAGE);
		try (LocalComputerApplication application = start()) {
			Flux.range(0, MORE_THAN_A_PAGE)
				.flatMap((number) -> application.template().computers().ephemeralMono((spec) -> {
				}).then().onErrorComplete(ComputerCreationException.class), MORE_THAN_A_PAGE)
				.blockLast();
			assertThat(this.local.createdComputers()).hasSize(MORE_THAN_A_PAGE);
			this.local.faults().clear();
		}
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void templateThatIsClosedByAnInterruptedThread() {
		try (LocalComputerApplication application = start()) {
			application.template().computers().ephemeral((spec) -> {
			});
			Thread.currentThread().interrupt();
			application.reactive().close();
			assertThat(Thread.interrupted()).isTrue();
			assertThat(this.local.createdComputers()).isEmpty();
		}
	}

	private void loseCreations(int count) {
		this.local.faults()
			.nextOn("POST /computers", count, Fault.dropAfterRunning(ConnectionEnd.RESET))
			.nextOn("GET /computers", 100_000, Fault.error(500, "INTERNAL_ERROR"));
	}

	private LocalComputerApplication start() {
		return LocalComputerApplication.start(this.local, "miosa.exec.grace-period=4s");
	}

}
