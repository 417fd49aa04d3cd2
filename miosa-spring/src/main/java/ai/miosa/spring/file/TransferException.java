package ai.miosa.spring.file;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.file.MiosaFileException.Reason;

/**
 * The end of a transfer, with the reason if the session does not know a better one.
 */
final class TransferException extends IOException {

	private final Reason reason;

	TransferException(Reason reason, @Nullable Throwable cause) {
		super(cause);
		this.reason = reason;
	}

	Reason getReason() {
		return this.reason;
	}

}
