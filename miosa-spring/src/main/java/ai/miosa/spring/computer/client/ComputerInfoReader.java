package ai.miosa.spring.computer.client;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.api.ApiResponse;
import ai.miosa.spring.computer.ComputerInfo;
import ai.miosa.spring.computer.ComputerKind;
import ai.miosa.spring.computer.ComputerStatus;

/**
 * Reader of a {@link ComputerInfo} from any of the shapes that the platform sends.
 */
final class ComputerInfoReader {

	private ComputerInfoReader() {
	}

	static ComputerInfo read(ComputerKind kind, ApiResponse response) {
		ApiResponse computer = unwrap(response);
		String id = computer.text("id");
		if (id == null || id.isBlank()) {
			throw response.malformed("a response without an id");
		}
		// It exists even if the response has no status
		String status = first(computer, "status", "state");
		return new ComputerInfo(kind, id, computer.text("name"),
				ComputerStatus.of((status != null) ? status : "unknown"),
				first(computer, "template_type", "template_id"), computer.text("size"), computer.texts("metadata"),
				time(first(computer, "created_at", "inserted_at")), time(computer.text("updated_at")),
				computer.text("slug"), computer.text("preview_domain"), computer.text("setup_status"));
	}

	static ComputerStatus status(ApiResponse response) {
		String status = first(unwrap(response), "status", "state");
		if (status == null) {
			throw response.malformed("a response without a status");
		}
		return ComputerStatus.of(status);
	}

	private static ApiResponse unwrap(ApiResponse response) {
		ApiResponse computer = response.unwrap("data");
		// A computer with an id may also refer to another one
		return (computer.text("id") != null) ? computer : computer.unwrap("computer", "sandbox");
	}

	private static @Nullable String first(ApiResponse response, String name, String otherName) {
		String text = response.text(name);
		return (text != null) ? text : response.text(otherName);
	}

	/**
	 * Read a time. The documentation shows times with and without an offset; without one,
	 * the time is in UTC.
	 */
	private static @Nullable Instant time(@Nullable String text) {
		if (text == null) {
			return null;
		}
		try {
			return OffsetDateTime.parse(text.matches(".*(Z|[+-]\\d\\d:\\d\\d)") ? text : text + "Z").toInstant();
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

}
