package ai.miosa.spring.test;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.http.ErrorFormat;
import ai.miosa.spring.test.http.Json;

/**
 * Shape of the body of an error response.
 */
public enum ErrorShape {

	/**
	 * <code>{"error": {"code", "message", "request_id", "retryable", "retry_after_ms"}}</code>.
	 */
	NESTED((error, requestId) -> {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("code", error.getCode());
		body.put("message", error.getText());
		body.put("request_id", requestId);
		body.put("details", Map.of());
		addHint(body, error);
		return Json.bytes(Map.of("error", body));
	}),

	/**
	 * <code>{"error": "message", "code": "CODE", "retryable", "retry_after_ms"}</code>.
	 */
	FLAT((error, requestId) -> flat("error", error)),

	/**
	 * <code>{"message": "message", "code": "CODE", "retryable", "retry_after_ms"}</code>.
	 */
	MESSAGE((error, requestId) -> flat("message", error)),

	/**
	 * <code>{"error": "CODE", "detail": "message", "request_id", "retry_after"}</code>.
	 */
	CODE((error, requestId) -> {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("error", error.getCode());
		body.put("detail", error.getText());
		body.put("request_id", requestId);
		if (error.isRetryable()) {
			body.put("retryable", true);
		}
		if (error.getRetryAfter() != null) {
			body.put("retry_after", BigDecimal.valueOf(error.getRetryAfter().toMillis(), 3));
		}
		return Json.bytes(body);
	}),

	/** <code>{"errors": ["message"]}</code>, which has no code. */
	ERRORS((error, requestId) -> Json.bytes(Map.of("errors", List.of(error.getText())))),

	/** The message as plain text. */
	TEXT((error, requestId) -> error.getText().getBytes(StandardCharsets.UTF_8));

	private final ErrorFormat format;

	ErrorShape(ErrorFormat format) {
		this.format = format;
	}

	private static byte[] flat(String textField, ApiException error) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put(textField, error.getText());
		body.put("code", error.getCode());
		addHint(body, error);
		return Json.bytes(body);
	}

	private static void addHint(Map<String, Object> body, ApiException error) {
		if (error.isRetryable()) {
			body.put("retryable", true);
		}
		if (error.getRetryAfter() != null) {
			body.put("retry_after_ms", error.getRetryAfter().toMillis());
		}
	}

	ErrorFormat format() {
		return this.format;
	}

}
