package ai.miosa.spring.ai;

import java.util.LinkedHashMap;
import java.util.Map;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaAuthenticationException;
import ai.miosa.spring.MiosaConflictException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaInsufficientCreditsException;
import ai.miosa.spring.MiosaInvalidRequestException;
import ai.miosa.spring.MiosaPermissionException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.MiosaTimeoutException;

/**
 * Describes a failed call for a language model, without the message of the exception,
 * which names computers and requests.
 */
final class FailureText {

	private static final Map<Class<? extends MiosaException>, String> REASONS = reasons();

	private static final String OTHER = "The computer sent an unexpected answer.";

	// The reasons for which the script of jobs does not start a job
	private static final String NOT_STARTED = "The computer could not start it: the working directory may be missing, "
			+ "the disk may be full, or bash, coreutils or util-linux may be missing.";

	private FailureText() {
	}

	/**
	 * Describe the failure of a call that ran no command.
	 */
	static String of(MiosaException failure) {
		return "The call failed. " + reason(failure);
	}

	/**
	 * Describe the failure of a call that would have run a command as the given job.
	 */
	static String of(MiosaException failure, String jobId) {
		if (failure.mayHaveRun()) {
			return "It is not known whether the command ran or is still running. Ask job_status for job " + jobId
					+ " before you run it again. " + reason(failure);
		}
		return "The command did not run. "
				+ ((failure.getClass() == MiosaException.class) ? NOT_STARTED : reason(failure));
	}

	private static String reason(MiosaException failure) {
		return REASONS.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().isInstance(failure))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(OTHER);
	}

	private static Map<Class<? extends MiosaException>, String> reasons() {
		Map<Class<? extends MiosaException>, String> reasons = new LinkedHashMap<>();
		String tellUser = " Tell the user; trying again does not help.";
		reasons.put(MiosaAuthenticationException.class,
				"The application has no valid key for the computer." + tellUser);
		reasons.put(MiosaPermissionException.class, "The application may not use the computer." + tellUser);
		reasons.put(MiosaInsufficientCreditsException.class, "The account is out of credit." + tellUser);
		reasons.put(ComputerNotFoundException.class, "The computer does not exist." + tellUser);
		reasons.put(ComputerNotRunningException.class, "The computer is stopped. Ask the user to start it.");
		reasons.put(ComputerStartingException.class, "The computer is still starting. Try again in a minute.");
		reasons.put(MiosaConflictException.class, "The computer is busy with something else. Try again in a minute.");
		reasons.put(MiosaRateLimitedException.class, "Too many calls were made. Try again in a minute.");
		reasons.put(MiosaInvalidRequestException.class, "The computer rejected the call as invalid. Change it.");
		reasons.put(MiosaTimeoutException.class, "There was no answer in time.");
		reasons.put(MiosaConnectionException.class, "The connection to the computer failed.");
		return reasons;
	}

}
