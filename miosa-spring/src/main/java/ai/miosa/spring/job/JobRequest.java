package ai.miosa.spring.job;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.util.Assert;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.ShellQuoting;

/**
 * A checked start of a job.
 *
 * @param jobId the job's id
 * @param command the command
 * @param options the options
 */
record JobRequest(String jobId, String command, JobOptions options) {

	// Linux takes 131,072 bytes for a variable: MAX_ARG_STRLEN in linux/binfmts.h
	private static final int MAX_SIZE = 120_000;

	JobRequest {
		CommandChecks.checkText(command, "The command");
		checkSize(command, "The command");
		checkSize(env(options), "The environment");
	}

	private static void checkSize(String text, String what) {
		Assert.isTrue(text.getBytes(StandardCharsets.UTF_8).length <= MAX_SIZE,
				() -> what + " of a job must not be larger than " + MAX_SIZE + " bytes");
	}

	/**
	 * Return what the script reads from its environment, so that it is in no process's
	 * arguments.
	 */
	Map<String, String> variables() {
		Map<String, String> variables = new LinkedHashMap<>();
		variables.put("MIOSA_JOB_COMMAND", this.command);
		variables.put("MIOSA_JOB_ENV", env(this.options));
		if (this.options.getWorkingDirectory() != null) {
			variables.put("MIOSA_JOB_DIRECTORY", this.options.getWorkingDirectory());
		}
		return variables;
	}

	String[] arguments(Duration retention) {
		Duration timeout = this.options.getTimeout();
		return new String[] { "start", this.jobId, fingerprint(), seconds(retention),
				seconds(this.options.getKillGracePeriod()), (timeout != null) ? seconds(timeout) : "" };
	}

	private static String env(JobOptions options) {
		return ShellQuoting.exports(options.getEnv());
	}

	private String fingerprint() {
		// No part can hold NUL
		String text = this.command + '\0' + this.options.getWorkingDirectory() + '\0' + env(this.options);
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String seconds(Duration duration) {
		return String.valueOf(duration.toSeconds() + ((duration.toNanosPart() > 0) ? 1 : 0));
	}

	@Override
	public String toString() {
		return "Start of job " + this.jobId;
	}

}
