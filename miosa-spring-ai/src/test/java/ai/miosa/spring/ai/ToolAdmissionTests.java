package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import ai.miosa.spring.MiosaException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class ToolAdmissionTests {

	private static final MiosaToolRequest REQUEST = new MiosaToolRequest("bash", "cmp_1", "rm -rf secret", null);

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void allowsWithoutApproval() {
		assertThat(admission(null).approve(REQUEST)).isEqualTo("rm -rf secret");
	}

	@Test
	void asksWithAllThatIsKnown() {
		ToolAdmission admission = admission((request) -> {
			assertThat(request).isEqualTo(REQUEST);
			return CompletableFuture.completedFuture(MiosaToolDecision.allow());
		});
		assertThat(admission.approve(REQUEST)).isEqualTo("rm -rf secret");
	}

	@Test
	void waitsForADecision() {
		CompletableFuture<MiosaToolDecision> decision = new CompletableFuture<>();
		ToolAdmission admission = admission((request) -> {
			CompletableFuture.runAsync(() -> decision.complete(MiosaToolDecision.allowChanged("ls")));
			return decision;
		});
		assertThat(admission.approve(REQUEST)).isEqualTo("ls");
	}

	@Test
	void tellsWhyItWasRefused() {
		assertRefused(CompletableFuture.completedFuture(MiosaToolDecision.refuse("Ask for less.")), "Ask for less.");
	}

	@Test
	void refusesWhenNobodyDecides() {
		CompletableFuture<MiosaToolDecision> never = new CompletableFuture<>();
		ToolAdmission admission = new ToolAdmission(settings((request) -> never, Duration.ofMillis(20)));
		assertThatExceptionOfType(ToolRejectedException.class).isThrownBy(() -> admission.approve(REQUEST))
			.withMessage("Nothing was run: the call was refused. No approval came in time.");
		assertThat(never).isCancelled();
	}

	@Test
	void refusesWhenTheApprovalFails(CapturedOutput output) {
		assertRefused(CompletableFuture.failedFuture(new IllegalStateException("rm -rf secret")),
				"The approval could not be given.");
		assertThat(output).contains("IllegalStateException").doesNotContain("secret");
	}

	@Test
	void refusesWhenTheApprovalThrows() {
		ToolAdmission admission = admission((request) -> {
			throw new IllegalStateException("broken");
		});
		assertThatExceptionOfType(ToolRejectedException.class).isThrownBy(() -> admission.approve(REQUEST));
	}

	@Test
	void refusesWithoutADecision() {
		assertRefused(CompletableFuture.completedFuture(null), "The approval could not be given.");
	}

	@Test
	void givesUpWhenInterrupted() {
		ToolAdmission admission = admission((request) -> new CompletableFuture<>());
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> admission.approve(REQUEST))
			.matches((ex) -> !ex.mayHaveRun());
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void limitsTheCallsOfAConversation() {
		ToolAdmission admission = admission(null);
		admission.count("a");
		admission.count("a");
		admission.count("b");
		assertThatExceptionOfType(ToolRejectedException.class).isThrownBy(() -> admission.count("a"))
			.withMessageContaining("the 2 tool calls");
	}

	@Test
	void doesNotLimitCallsWithoutAConversation() {
		ToolAdmission admission = admission(null);
		for (int i = 0; i < 10; i++) {
			admission.count(null);
		}
	}

	@Test
	void keepsTheContentOutOfTexts() {
		assertThat(REQUEST).asString().isEqualTo("MiosaToolRequest[tool=bash, computerId=cmp_1]");
		assertThat(MiosaToolDecision.allowChanged("secret")).hasToString("MiosaToolDecision[allow changed]");
	}

	private static void assertRefused(CompletionStage<MiosaToolDecision> decision, String reason) {
		assertThatExceptionOfType(ToolRejectedException.class)
			.isThrownBy(() -> admission((request) -> decision).approve(REQUEST))
			.withMessage("Nothing was run: the call was refused. " + reason);
	}

	private static ToolAdmission admission(MiosaToolApproval approval) {
		return new ToolAdmission(settings(approval, Duration.ofSeconds(10)));
	}

	private static ToolSettings settings(MiosaToolApproval approval, Duration approvalTimeout) {
		return new ToolSettings(Duration.ofSeconds(10), 1000, 2, 4, Duration.ofMinutes(1), approval, approvalTimeout,
				null, Map.of());
	}

}
