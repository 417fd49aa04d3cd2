package ai.miosa.spring.test;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.miosa.spring.test.http.ApiException;
import ai.miosa.spring.test.http.ErrorFormat;
import ai.miosa.spring.test.http.Json;

/**
 * A way of writing the body of an error.
 */
public enum ErrorShape {

	/** <code>{"error": {"code", "message", "request_id", "retry_after_ms"}}</code>. */
	NESTED(ErrorShape::nested),

	/** <code>{"error": "message", "code": "CODE"}</code>. */
	FLAT((error, requestId) -> Json.bytes(Map.of("error", error.getText(), "code", error.getCode()))),

	/** <code>{"message": "message", "code": "CODE"}</code>. */
	MESSAGE((error, requestId) -> Json.bytes(Map.of("message", error.getText(), "code", error.getCode()))),

	/** <code>{"errors": ["message"]}</code>, which carries no code. */
	ERRORS((error, requestId) -> Json.bytes(Map.of("errors", List.of(error.getText())))),

	/** The message as plain text. */
	TEXT((error, requestId) -> error.getText().getBytes(StandardCharsets.UTF_8));

	private final ErrorFormat format;

	ErrorShape(ErrorFormat format) {
		this.format = format;
	}

	private static byte[] nested(ApiException error, String requestId) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("code", error.getCode());
		body.put("message", error.getText());
		body.put("request_id", requestId);
		body.put("details", Map.of());
		if (error.getRetryAfter() != null) {
			body.put("retryable", true);
			body.put("retry_after_ms", error.getRetryAfter().toMillis());
		}
		return Json.bytes(Map.of("error", body));
	}

	ErrorFormat format() {
		return this.format;
	}

}
