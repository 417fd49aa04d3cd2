package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.ai.MiosaToolApproval.Decision;
import ai.miosa.spring.ai.MiosaToolApproval.Request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

@ExtendWith(OutputCaptureExtension.class)
class ToolAdmissionTests {

	private static final ToolCall CALL = new ToolCall(MiosaTool.BASH, ToolArguments.parse("{}"), null, null);

	private static final Request REQUEST = new Request("bash", "cmp_1", "rm -rf secret", null);

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void allowsWithoutApproval() {
		assertThat(admission(null).approve(CALL, "cmp_1", "rm -rf secret")).isEqualTo("rm -rf secret");
	}

	@Test
	void asksWithAllThatIsKnown() {
		ToolAdmission admission = admission((request) -> {
			assertThat(request).isEqualTo(REQUEST);
			return CompletableFuture.completedFuture(Decision.allow());
		});
		assertThat(admission.approve(CALL, "cmp_1", "rm -rf secret")).isEqualTo("rm -rf secret");
	}

	@Test
	@Tag("thorough")
	void waitsForADecision() {
		CompletableFuture<Decision> decision = new CompletableFuture<>();
		ToolAdmission admission = admission((request) -> {
			CompletableFuture.runAsync(() -> decision.complete(Decision.allowChanged("ls")));
			return decision;
		});
		assertThat(admission.approve(CALL, "cmp_1", "rm -rf secret")).isEqualTo("ls");
	}

	@Test
	@Tag("thorough")
	void reportsWhyItWasRejected() {
		assertRejected(CompletableFuture.completedFuture(Decision.reject("Ask for less.")), "Ask for less.");
	}

	@Test
	void rejectsWhenNobodyDecides() {
		CompletableFuture<Decision> never = new CompletableFuture<>();
		ToolAdmission admission = new ToolAdmission(mock(), mock(),
				settings((request) -> never, Duration.ofMillis(20)));
		assertThatExceptionOfType(ToolFailedException.class)
			.isThrownBy(() -> admission.approve(CALL, "cmp_1", "rm -rf secret"))
			.withMessage("Nothing was run: the call was rejected. No approval was given in time.");
		assertThat(never).isCancelled();
	}

	@Test
	void rejectsWhenTheApprovalFails(CapturedOutput output) {
		assertRejected(CompletableFuture.failedFuture(new IllegalStateException("rm -rf secret")),
				"The approval could not be given.");
		assertThat(output).contains("IllegalStateException").doesNotContain("secret");
	}

	@Test
	void rejectsWhenTheApprovalThrows() {
		ToolAdmission admission = admission((request) -> {
			throw new IllegalStateException("broken");
		});
		assertThatExceptionOfType(ToolFailedException.class)
			.isThrownBy(() -> admission.approve(CALL, "cmp_1", "rm -rf secret"));
	}

	@Test
	void rejectsWithoutADecision() {
		assertRejected(CompletableFuture.completedFuture(null), "The approval could not be given.");
	}

	@Test
	void waitsNoLongerWhenInterrupted() {
		ToolAdmission admission = admission((request) -> new CompletableFuture<>());
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(MiosaException.class)
			.isThrownBy(() -> admission.approve(CALL, "cmp_1", "rm -rf secret"))
			.matches((ex) -> !ex.mayHaveRun());
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void decisionAfterTheTimeoutDoesNotCount() {
		ToolAdmission admission = new ToolAdmission(mock(), mock(), settings((request) -> {
			long start = System.nanoTime();
			while (System.nanoTime() - start < 1_000_000) {
				Thread.onSpinWait();
			}
			return CompletableFuture.completedFuture(Decision.allow());
		}, Duration.ofNanos(1)));
		assertThatExceptionOfType(ToolFailedException.class)
			.isThrownBy(() -> admission.approve(CALL, "cmp_1", "rm -rf secret"))
			.withMessage("Nothing was run: the call was rejected. No approval was given in time.");
	}

	@Test
	void decisionAfterTheClientHasDisconnectedDoesNotCount() {
		ToolCall call = new ToolCall(MiosaTool.BASH, ToolArguments.parse("{}"), null, Duration.ZERO);
		ToolAdmission admission = admission((request) -> CompletableFuture.completedFuture(Decision.allow()));
		assertThatExceptionOfType(ToolFailedException.class)
			.isThrownBy(() -> admission.approve(call, "cmp_1", "rm -rf secret"))
			.withMessageContaining("No approval was given in time.");
	}

	@Test
	void rateOfCallsOfAConversationIsLimited() {
		ToolAdmission admission = admission(null);
		long now = Long.MAX_VALUE - 5;
		admission.count("a", now);
		admission.count("a", now);
		admission.count("b", now);
		assertThatExceptionOfType(ToolFailedException.class).isThrownBy(() -> admission.count("a", now))
			.withMessage("Nothing was run: this conversation has made 2 tool calls within a minute. "
					+ "Try again in 31 seconds.");
		long later = now + Duration.ofSeconds(30).toNanos();
		admission.count("a", later);
		assertThatExceptionOfType(ToolFailedException.class).isThrownBy(() -> admission.count("a", later));
		long days = now + Duration.ofDays(3).toNanos();
		admission.count("a", days);
		admission.count("a", days);
		assertThatExceptionOfType(ToolFailedException.class).isThrownBy(() -> admission.count("a", days));
	}

	@Test
	void keepsTheContentOutOfTexts() {
		assertThat(REQUEST).asString().isEqualTo("Request[tool=bash, computerId=cmp_1]");
		assertThat(Decision.allowChanged("secret")).hasToString("Decision[allow changed]");
	}

	private static void assertRejected(CompletionStage<Decision> decision, String reason) {
		assertThatExceptionOfType(ToolFailedException.class)
			.isThrownBy(() -> admission((request) -> decision).approve(CALL, "cmp_1", "rm -rf secret"))
			.withMessage("Nothing was run: the call was rejected. " + reason);
	}

	private static ToolAdmission admission(MiosaToolApproval approval) {
		return new ToolAdmission(mock(), mock(), settings(approval, Duration.ofSeconds(10)));
	}

	private static ToolSettings settings(MiosaToolApproval approval, Duration approvalTimeout) {
		return new ToolSettings(Duration.ofSeconds(10), Duration.ofSeconds(20), 1000, DataSize.ofMegabytes(1), 2, 4,
				Duration.ofMinutes(1), approval, approvalTimeout, null, Map.of());
	}

}
