package ai.miosa.spring.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaInvalidRequestException;
import ai.miosa.spring.MiosaTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApiErrors}.
 */
class ApiErrorsTests {

	@Test
	@DisplayName("Wire: error body as an object with code, message, request_id, retryable and retry_after_ms")
	void readsErrorObject() {
		MiosaException exception = read(500, Map.of(), """
				{"error": {"code": "AGENT_UNREACHABLE", "message": "m", "request_id": "req_1", "details": {},
				"retryable": true, "retry_after_ms": 2000}}""");
		assertThat(exception.getCode()).isEqualTo("AGENT_UNREACHABLE");
		assertThat(exception.getRequestId()).isEqualTo("req_1");
		assertThat(exception.getServerMessage()).isEqualTo("m");
		assertThat(exception.getRetryAfter()).isEqualTo(Duration.ofSeconds(2));
		assertThat(exception.isRetryable()).isTrue();
	}

	@Test
	@DisplayName("Wire: error body as a text with the code beside it")
	void readsErrorText() {
		MiosaException exception = read(409, Map.of(), "{\"error\": \"Not running\", \"code\": \"NOT_RUNNING\"}");
		assertThat(exception.getCode()).isEqualTo("NOT_RUNNING");
		assertThat(exception.getServerMessage()).isEqualTo("Not running");
	}

	@Test
	@DisplayName("Wire: error body with the code as its error")
	void readsErrorCode() {
		MiosaException exception = read(503, Map.of(), """
				{"error": "COMPUTER_STARTING", "detail": "d", "request_id": "req_1", "retry_after": 7}""");
		assertThat(exception.getCode()).isEqualTo("COMPUTER_STARTING");
		assertThat(exception.getServerMessage()).isEqualTo("d");
		assertThat(exception.getRequestId()).isEqualTo("req_1");
		assertThat(exception.getRetryAfter()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	@DisplayName("Wire: error body as message and code")
	void readsMessageAndCode() {
		MiosaException exception = read(400, Map.of(), "{\"message\": \"m\", \"code\": \"INVALID_ID\"}");
		assertThat(exception.getCode()).isEqualTo("INVALID_ID");
		assertThat(exception.getServerMessage()).isEqualTo("m");
	}

	@Test
	@DisplayName("Wire: error body as a list of texts")
	void readsErrorList() {
		assertThat(read(400, Map.of(), "{\"errors\": [\"e\", \"f\"]}").getServerMessage()).isEqualTo("e");
	}

	@Test
	@DisplayName("Wire: a field inside error wins over the same field at the top level")
	void prefersInnerFields() {
		MiosaException exception = read(500, Map.of(), """
				{"code": "OUTER", "message": "outer", "request_id": "outer", "retryable": false, "retry_after": 1,
				"error": {"code": "INNER", "message": "inner", "request_id": "inner", "retryable": true,
				"retry_after": 2}}""");
		assertThat(exception.getCode()).isEqualTo("INNER");
		assertThat(exception.getServerMessage()).isEqualTo("inner");
		assertThat(exception.getRequestId()).isEqualTo("inner");
		assertThat(exception.isRetryable()).isTrue();
		assertThat(exception.getRetryAfter()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	@DisplayName("Wire: a field at the top level counts beside error")
	void readsOuterFields() {
		MiosaException exception = read(503, Map.of(), """
				{"error": {"message": "m"}, "code": "UNAVAILABLE", "retryable": true, "retry_after_ms": 1500}""");
		assertThat(exception.getCode()).isEqualTo("UNAVAILABLE");
		assertThat(exception.isRetryable()).isTrue();
		assertThat(exception.getRetryAfter()).isEqualTo(Duration.ofMillis(1500));
	}

	@ParameterizedTest
	@Tag("thorough")
	@DisplayName("Wire: error body that is not JSON, no object, cut or missing")
	@ValueSource(strings = { "<html>Bad gateway</html>", "", "[1]", "null", "{\"error\":", "{} {}" })
	void readsAnythingElse(String body) {
		MiosaException exception = read(502, Map.of(), body);
		assertThat(exception.getCode()).isNull();
		assertThat(exception.getServerMessage()).isNull();
		assertThat(exception.mayHaveRun()).isTrue();
	}

	@Test
	@DisplayName("Wire: response header X-Request-ID wins over the body's request_id")
	void prefersRequestIdHeader() {
		assertThat(
				read(500, Map.of("X-Request-ID", "req_h"), "{\"error\": {\"request_id\": \"req_b\"}}").getRequestId())
			.isEqualTo("req_h");
	}

	@ParameterizedTest
	@DisplayName("Wire: Retry-After wins over retry_after_ms, which wins over retry_after")
	@CsvSource({ "7, 2000, 3, 7000", "1.5, 2000, 3, 1500", ", 2000, 3, 2000", ", -1, 3.25, 3250", "-1, -1, -1, ",
			"soon, -1, 0, 0", "99999999999999999999, -1, 1e300, ", ", 0.4, 5, 0" })
	void readsHints(@Nullable String header, String millis, String seconds, @Nullable Long expected) {
		Map<String, String> headers = (header != null) ? Map.of("Retry-After", header) : Map.of();
		Duration retryAfter = read(429, headers,
				"{\"error\": {\"retry_after_ms\": " + millis + ", \"retry_after\": " + seconds + "}}")
			.getRetryAfter();
		assertThat(retryAfter).isEqualTo((expected != null) ? Duration.ofMillis(expected) : null);
	}

	@Test
	@DisplayName("Wire: Retry-After as an HTTP date; one in the past is no hint")
	void readsRetryAfterDate() {
		ZonedDateTime date = ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(1);
		assertThat(retryAfter(date)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
		assertThat(retryAfter(date.minusHours(1))).isNull();
	}

	@ParameterizedTest
	@DisplayName("Wire: status and code to meaning, and whether it is known that nothing ran")
	@CsvSource({ "400, INVALID_ID, MiosaInvalidRequestException, false",
			"400, MISSING_PARAM, MiosaInvalidRequestException, false",
			"401, invalid_token, MiosaAuthenticationException, false",
			"402, INSUFFICIENT_CREDITS, MiosaInsufficientCreditsException, false",
			"402, CREDIT_REQUIRED, MiosaInsufficientCreditsException, false",
			"402, TEAM_MEMBER_CAP_REACHED, MiosaInsufficientCreditsException, false",
			"403, insufficient_scope, MiosaPermissionException, false",
			"403, FORBIDDEN, MiosaPermissionException, false",
			"403, MACHINE_KEY_SCOPE, MiosaPermissionException, false",
			"404, NOT_FOUND, ComputerNotFoundException, false",
			"409, COMPUTER_NOT_RUNNING, ComputerNotRunningException, false",
			"409, NOT_RUNNING, ComputerNotRunningException, false",
			"409, COMPUTER_STARTING, ComputerStartingException, false",
			"409, SANDBOX_STARTING, ComputerStartingException, false",
			"409, computer_not_running, ComputerNotRunningException, false",
			"409, SANDBOX_NOT_RUNNING, ComputerNotRunningException, false",
			"409, computer_starting, ComputerStartingException, false",
			"409, SANDBOX_NOT_COMMAND_READY, ComputerStartingException, false",
			"504, SANDBOX_READY_TIMEOUT, MiosaTimeoutException, false",
			"409, COMPUTER_RESUMING, MiosaConflictException, false",
			"409, ENVIRONMENT_SCRUB_FAILED, MiosaConflictException, false",
			"503, COMPUTER_STARTING, ComputerStartingException, false",
			"422, VALIDATION_ERROR, MiosaInvalidRequestException, false",
			"422, TIMEOUT_TOO_LONG, MiosaInvalidRequestException, false",
			"422, TENANT_RESOLUTION_FAILED, MiosaInvalidRequestException, false",
			"429, rate_limit_exceeded, MiosaRateLimitedException, false",
			"429, MEMBER_LIMIT_REACHED, MiosaRateLimitedException, false",
			"500, INTERNAL_ERROR, MiosaServerException, true", "500, COMPUTER_STARTING, MiosaServerException, true",
			"502, AGENT_UNREACHABLE, MiosaServerException, true", "503, UNAVAILABLE, MiosaServerException, true",
			"504, GATEWAY_TIMEOUT, MiosaTimeoutException, true", "418, TEAPOT, MiosaInvalidRequestException, false",
			"302, FOUND, MiosaServerException, true" })
	void mapsToException(int status, String code, String type, boolean mayHaveRun) {
		MiosaException exception = read(status, Map.of("X-Request-ID", "req_1"), "{\"code\": \"" + code + "\"}");
		assertThat(exception.getClass().getSimpleName()).isEqualTo(type);
		assertThat(exception.mayHaveRun()).isEqualTo(mayHaveRun);
		assertThat(exception.getStatus()).isEqualTo(status);
		assertThat(exception.getCode()).isEqualTo(code);
		assertThat(exception.getComputerId()).isEqualTo("c1");
		assertThat(exception).hasMessageStartingWith("bash ")
			.hasMessageEndingWith(" [computer=c1, status=" + status + ", code=" + code + ", request id=req_1]");
	}

	@Test
	@DisplayName("Wire: 409 without a code is a stopped computer")
	void takesConflictWithoutCodeForStopped() {
		assertThat(read(409, Map.of(), "").getClass().getSimpleName()).isEqualTo("ComputerNotRunningException");
	}

	@ParameterizedTest
	@DisplayName("Wire: retryable says that nothing was done, whatever the status")
	@ValueSource(ints = { 302, 400, 409, 429, 500, 502, 503, 504 })
	void trustsRetryable(int status) {
		MiosaException exception = read(status, Map.of(), "{\"error\": {\"retryable\": true}}");
		assertThat(exception.mayHaveRun()).isFalse();
		assertThat(exception.isRetryable()).isTrue();
	}

	@ParameterizedTest
	@DisplayName("Wire: a 404, 405, 407 or 413 that is not the API's JSON is a wrong base URL or a proxy")
	@CsvSource({ "404, <html>", "405, ''", "407, ''", "413, <html>" })
	void reportsAnotherServer(int status, String body) {
		assertThat(read(status, Map.of(), body)).isInstanceOf(MiosaInvalidRequestException.class)
			.hasMessageContaining("not the MIOSA API")
			.hasMessageContaining("miosa.base-url");
	}

	@Test
	@DisplayName("Wire: a 404 of the web framework is an unknown route")
	void reportsAnUnknownRoute() {
		assertThat(read(404, Map.of(), "{\"errors\": {\"detail\": \"Not Found\"}}"))
			.isInstanceOf(MiosaInvalidRequestException.class)
			.hasMessageContaining("does not know this route");
	}

	@ParameterizedTest
	@DisplayName("Wire: a code as the error, in any case")
	@CsvSource({ "computer_starting, ComputerStartingException", "COMPUTER_STARTING, ComputerStartingException",
			"not_running, ComputerNotRunningException" })
	void readsCodesInAnyCase(String code, String type) {
		MiosaException exception = read(409, Map.of(), "{\"error\": \"" + code + "\"}");
		assertThat(exception.getClass().getSimpleName()).isEqualTo(type);
		assertThat(exception.getCode()).isEqualTo(code);
		assertThat(exception.getServerMessage()).isNull();
	}

	@Test
	@DisplayName("Wire: 409 ENVIRONMENT_SCRUB_FAILED is tried again, as the Go client does")
	void triesAgainWhileTheEnvironmentIsScrubbed() {
		assertThat(read(409, Map.of(), "{\"code\": \"ENVIRONMENT_SCRUB_FAILED\"}").isRetryable()).isTrue();
	}

	@ParameterizedTest
	@DisplayName("Wire: 422 with fields, in each shape")
	@ValueSource(strings = { "{\"errors\": {\"size\": [\"is 'secret'\"]}}",
			"{\"errors\": [{\"code\": \"invalid\", \"field\": \"size\", \"message\": \"is 'secret'\"}]}",
			"{\"error\": {\"code\": \"VALIDATION_ERROR\", \"details\": {\"size\": \"is 'secret'\"}}}" })
	void readsFields(String body) {
		MiosaException exception = read(422, Map.of(), body);
		assertThat(exception.getFields()).isEqualTo(Map.of("size", List.of("is 'secret'")));
		assertThat(exception.getServerMessage()).isEqualTo("is 'secret'");
		assertThat(exception).hasMessageContaining("(fields: size)").hasMessageNotContaining("secret");
	}

	@Test
	@DisplayName("Wire: a query never may have run")
	void queriesDoNothing() {
		ApiCall query = new ApiCall("status", "c1").asSafe();
		MiosaException exception = ApiErrors.toException(query, 502, (name) -> null, ApiErrorBody.of(null));
		assertThat(exception.mayHaveRun()).isFalse();
		assertThat(exception.isRetryable()).isTrue();
		assertThat(ApiErrors.toException(query, 403, (name) -> null, ApiErrorBody.of(null)).isRetryable()).isFalse();
	}

	@Test
	void reportsMissingComputer() {
		assertThat(read(404, Map.of(), "{\"error\": \"not found\"}")).isInstanceOf(ComputerNotFoundException.class);
	}

	@ParameterizedTest
	@ValueSource(ints = { 414, 431 })
	void suggestsStdinForLongCommands(int status) {
		assertThat(read(status, Map.of(), "")).hasMessageContaining("too long").hasMessageContaining("stdin");
	}

	@Test
	void reportsWhichTimeLimitExpired() {
		assertThat(((MiosaTimeoutException) read(504, Map.of(), "")).getOrigin())
			.isEqualTo(MiosaTimeoutException.Origin.SERVER);
	}

	@Test
	void reportsWhatLimitsTheTime() {
		assertThat(ApiErrors.toException(new ApiCall("bash", "c1", ": it may take 1 s"), 504, (name) -> null,
				ApiErrorBody.of(null)))
			.hasMessageContaining("bash timed out on the server: it may take 1 s");
	}

	@Test
	void dropsCodesAndIdsThatCouldCarryMore() {
		MiosaException exception = read(500, Map.of("X-Request-ID", "req\nforged log line"),
				"{\"error\": {\"code\": \"no such command: rm secret\"}}");
		assertThat(exception.getCode()).isNull();
		assertThat(exception.getRequestId()).isNull();
	}

	@Test
	void keepsTheServersTextOutOfTheMessage() {
		assertThat(read(500, Map.of(), "{\"error\": {\"message\": \"rm secret failed\"}}").toString())
			.doesNotContain("secret");
	}

	private static @Nullable Duration retryAfter(ZonedDateTime date) {
		String value = DateTimeFormatter.RFC_1123_DATE_TIME.format(date);
		return read(503, Map.of("Retry-After", value), "").getRetryAfter();
	}

	private static MiosaException read(int status, Map<String, String> headers, String body) {
		return ApiErrors.toException("bash", "c1", status, headers::get, body.getBytes(StandardCharsets.UTF_8));
	}

}
