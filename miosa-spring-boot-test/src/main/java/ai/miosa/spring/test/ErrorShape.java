package ai.miosa.spring.test;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Choose how the body of an error is written.
 */
public enum ErrorShape {

	/** <code>{"error": {"code", "message", "request_id", "retry_after_ms"}}</code>. */
	NESTED {
		@Override
		byte[] write(ApiError error, String requestId) {
			Map<String, Object> body = new LinkedHashMap<>();
			body.put("code", error.code());
			body.put("message", error.text());
			body.put("request_id", requestId);
			body.put("details", Map.of());
			if (error.retryAfter() != null) {
				body.put("retryable", true);
				body.put("retry_after_ms", error.retryAfter().toMillis());
			}
			return Json.bytes(Map.of("error", body));
		}
	},

	/** <code>{"error": "message", "code": "CODE"}</code>. */
	FLAT {
		@Override
		byte[] write(ApiError error, String requestId) {
			return Json.bytes(Map.of("error", error.text(), "code", error.code()));
		}
	},

	/** <code>{"message": "message", "code": "CODE"}</code>. */
	MESSAGE {
		@Override
		byte[] write(ApiError error, String requestId) {
			return Json.bytes(Map.of("message", error.text(), "code", error.code()));
		}
	},

	/** <code>{"errors": ["message"]}</code>, which carries no code. */
	ERRORS {
		@Override
		byte[] write(ApiError error, String requestId) {
			return Json.bytes(Map.of("errors", List.of(error.text())));
		}
	},

	/** The message as plain text. */
	TEXT {
		@Override
		byte[] write(ApiError error, String requestId) {
			return error.text().getBytes(StandardCharsets.UTF_8);
		}
	};

	abstract byte[] write(ApiError error, String requestId);

}
