package ai.miosa.spring;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ApiFailureTests {

	@Test
	@DisplayName("Wire: error body as an object with code, request_id and retry_after_ms")
	void readsErrorObject() {
		ApiFailure failure = read(429, Map.of(), """
				{"error": {"code": "RATE_LIMITED", "message": "m", "request_id": "req_1", "details": {},
				"retryable": true, "retry_after_ms": 2000}}""");
		assertThat(failure).isEqualTo(new ApiFailure(429, "RATE_LIMITED", "req_1", Duration.ofSeconds(2)));
	}

	@Test
	@DisplayName("Wire: error body as a text with the code beside it")
	void readsErrorText() {
		assertThat(read(409, Map.of(), "{\"error\": \"Not running\", \"code\": \"NOT_RUNNING\"}").code())
			.isEqualTo("NOT_RUNNING");
	}

	@Test
	@DisplayName("Wire: error body as message and code")
	void readsMessageAndCode() {
		assertThat(read(400, Map.of(), "{\"message\": \"m\", \"code\": \"INVALID_ID\"}").code())
			.isEqualTo("INVALID_ID");
	}

	@ParameterizedTest
	@DisplayName("Wire: error body as a list, not JSON, or missing")
	@ValueSource(strings = { "{\"errors\": [\"e\"]}", "<html>Bad gateway</html>", "", "[1]", "null", "{\"error\":" })
	void readsAnythingElse(String body) {
		assertThat(read(502, Map.of(), body)).isEqualTo(new ApiFailure(502, null, null, null));
	}

	@Test
	@DisplayName("Wire: response header X-Request-ID wins over the body's request_id")
	void prefersRequestIdHeader() {
		assertThat(read(500, Map.of("X-Request-ID", "req_h"), "{\"error\": {\"request_id\": \"req_b\"}}").requestId())
			.isEqualTo("req_h");
	}

	@Test
	@DisplayName("Wire: Retry-After in seconds wins over retry_after_ms")
	void readsRetryAfterSeconds() {
		assertThat(read(429, Map.of("Retry-After", "7"), "{\"error\": {\"retry_after_ms\": 2000}}").retryAfter())
			.isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	@DisplayName("Wire: Retry-After as an HTTP date")
	void readsRetryAfterDate() {
		ZonedDateTime date = ZonedDateTime.now(ZoneOffset.UTC).plusMinutes(1);
		assertThat(retryAfter(date)).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
		assertThat(retryAfter(date.minusHours(1))).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "soon", "-1", "1.5", "99999999999999999999", "" })
	void ignoresUnreadableRetryAfter(String value) {
		assertThat(read(429, Map.of("Retry-After", value), "").retryAfter()).isNull();
	}

	@ParameterizedTest
	@DisplayName("Wire: status and code to meaning, and whether it is known that nothing ran")
	@CsvSource({ "400, INVALID_ID, MiosaInvalidRequestException, false",
			"400, MISSING_PARAM, MiosaInvalidRequestException, false",
			"401, invalid_token, MiosaAuthenticationException, false",
			"402, INSUFFICIENT_CREDITS, MiosaInsufficientCreditsException, false",
			"403, insufficient_scope, MiosaPermissionException, false",
			"403, FORBIDDEN, MiosaPermissionException, false", "404, NOT_FOUND, ComputerNotFoundException, false",
			"409, COMPUTER_NOT_RUNNING, ComputerNotRunningException, false",
			"409, NOT_RUNNING, ComputerNotRunningException, false",
			"409, COMPUTER_STARTING, ComputerStartingException, false",
			"409, SANDBOX_STARTING, ComputerStartingException, false",
			"503, COMPUTER_STARTING, ComputerStartingException, false",
			"422, VALIDATION_ERROR, MiosaInvalidRequestException, false",
			"422, VALIDATION_FAILED, MiosaInvalidRequestException, false",
			"422, TENANT_RESOLUTION_FAILED, MiosaInvalidRequestException, false",
			"429, rate_limit_exceeded, MiosaRateLimitedException, false",
			"429, RATE_LIMITED, MiosaRateLimitedException, false", "500, INTERNAL_ERROR, MiosaServerException, true",
			"500, COMPUTER_STARTING, MiosaServerException, true", "502, BAD_GATEWAY, MiosaServerException, true",
			"503, UNAVAILABLE, MiosaServerException, true", "504, GATEWAY_TIMEOUT, MiosaTimeoutException, true",
			"418, TEAPOT, MiosaInvalidRequestException, false", "302, FOUND, MiosaServerException, true" })
	void mapsToException(int status, String code, String type, boolean mayHaveRun) {
		MiosaException exception = new ApiFailure(status, code, "req_1", null).toException("bash on computer c1");
		assertThat(exception.getClass().getSimpleName()).isEqualTo(type);
		assertThat(exception.mayHaveRun()).isEqualTo(mayHaveRun);
		assertThat(exception.getStatus()).isEqualTo(status);
		assertThat(exception.getCode()).isEqualTo(code);
		assertThat(exception.getRequestId()).isEqualTo("req_1");
		assertThat(exception).hasMessageStartingWith("bash on computer c1 ")
			.hasMessageEndingWith("[status=" + status + ", code=" + code + ", request id=req_1]");
	}

	@Test
	void tellsWhoseClockRanOut() {
		MiosaException exception = new ApiFailure(504, null, null, null).toException("bash");
		assertThat(((MiosaTimeoutException) exception).getOrigin()).isEqualTo(MiosaTimeoutException.Origin.SERVER);
	}

	@Test
	void dropsCodesAndIdsThatCouldCarryMore() {
		ApiFailure failure = read(500, Map.of("X-Request-ID", "req\nforged log line"),
				"{\"error\": {\"code\": \"no such command: rm secret\"}}");
		assertThat(failure).isEqualTo(new ApiFailure(500, null, null, null));
	}

	private static @Nullable Duration retryAfter(ZonedDateTime date) {
		String value = DateTimeFormatter.RFC_1123_DATE_TIME.format(date);
		return read(503, Map.of("Retry-After", value), "").retryAfter();
	}

	private static ApiFailure read(int status, Map<String, String> headers, String body) {
		return ApiFailure.read(status, headers::get, body.getBytes(StandardCharsets.UTF_8));
	}

}
