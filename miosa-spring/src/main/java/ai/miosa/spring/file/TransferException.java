package ai.miosa.spring.file;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.file.MiosaFileException.Reason;

/**
 * Failure of a transfer, with a reason that applies unless the session reports a more
 * specific one.
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
