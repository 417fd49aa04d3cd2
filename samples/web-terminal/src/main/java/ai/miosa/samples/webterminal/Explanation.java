package ai.miosa.samples.webterminal;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaAuthenticationException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaInsufficientCreditsException;
import ai.miosa.spring.MiosaOutputTooLargeException;
import ai.miosa.spring.MiosaPermissionException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.job.MiosaJobNotFoundException;
import ai.miosa.spring.session.MiosaSessionLostException;

/**
 * Sentences for people about what went wrong, without class names, keys and commands.
 */
final class Explanation {

	static final String LOGGED_OUT = "You logged out, which ended the terminal.";

	static final String SERVER_STOPPED = "The server was stopped, and the terminal with it.";

	static final String CLOSED = "The terminal was closed in another window.";

	static final String COMPUTER_STOPPED = "The computer was stopped, and the terminal with it.";

	private Explanation() {
	}

	static String of(Throwable failure) {
		String sentence = sentence(failure);
		if (failure instanceof MiosaException ex && ex.getRequestId() != null) {
			sentence += " Request id: " + ex.getRequestId() + ".";
		}
		return sentence;
	}

	private static String sentence(Throwable failure) {
		if (failure instanceof MiosaSessionLostException lost) {
			return switch (lost.getReason()) {
				case CONNECTION_LOST, KEEP_ALIVE_TIMEOUT ->
					"The connection to the computer broke: the exit code is not known.";
				case CLOSED -> "The terminal was ended by an administrator.";
				default -> "The computer ended the terminal and told no exit code.";
			};
		}
		if (failure instanceof IllegalArgumentException) {
			return "There is no command, or one that is too long.";
		}
		if (failure instanceof ComputerStartingException) {
			return "The computer is starting: try again in a moment.";
		}
		if (failure instanceof ComputerNotRunningException) {
			return "The computer is stopped: start it and try again.";
		}
		if (failure instanceof ComputerNotFoundException) {
			return "There is no such computer: check miosa.computer-id.";
		}
		if (failure instanceof MiosaJobNotFoundException) {
			return "There is no such job on the computer any more.";
		}
		return sentenceOfCall(failure);
	}

	private static String sentenceOfCall(Throwable failure) {
		if (failure instanceof MiosaAuthenticationException || failure instanceof MiosaPermissionException) {
			return "MIOSA does not accept the server's API key for this.";
		}
		if (failure instanceof MiosaInsufficientCreditsException) {
			return "The organization is out of credit.";
		}
		if (failure instanceof MiosaRateLimitedException) {
			return "There were too many requests: try again in a moment.";
		}
		if (failure instanceof MiosaOutputTooLargeException) {
			return "The output is too large for this panel: run the command in a terminal.";
		}
		if (failure instanceof MiosaTimeoutException) {
			return "There was no answer in time.";
		}
		if (failure instanceof MiosaConnectionException) {
			return "MIOSA cannot be reached.";
		}
		return "MIOSA failed to answer.";
	}

}
