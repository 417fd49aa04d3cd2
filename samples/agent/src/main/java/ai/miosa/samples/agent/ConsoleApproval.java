package ai.miosa.samples.agent;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

import org.springframework.stereotype.Component;

import ai.miosa.spring.ai.MiosaToolApproval;
import ai.miosa.spring.ai.MiosaToolApproval.Decision;
import ai.miosa.spring.ai.MiosaToolApproval.Request;

/**
 * Asks at the console before a risky command runs. The pattern finds commands that delete
 * files or reach other systems. It is not a security boundary; the computer is.
 */
@Component
class ConsoleApproval implements MiosaToolApproval {

	private static final Pattern RISKY = Pattern.compile(
			"\\brm\\s+-\\w*[rf]|\\bsudo\\b|\\bgit\\s+push\\b|\\b(curl|wget)\\b.*\\|\\s*(ba)?sh\\b|\\bmkfs\\b|\\bdd\\s");

	private final BufferedReader console = new BufferedReader(
			new InputStreamReader(System.in, Charset.defaultCharset()));

	@Override
	public CompletionStage<Decision> review(Request request) {
		if (!RISKY.matcher(request.content()).find()) {
			return CompletableFuture.completedFuture(Decision.allow());
		}
		System.out.print("?? This is risky. Run it? [y/N] ");
		System.out.flush();
		return CompletableFuture.supplyAsync(this::answer);
	}

	private Decision answer() {
		try {
			String answer = this.console.readLine();
			boolean allowed = answer != null && answer.strip().equalsIgnoreCase("y");
			System.out.println(allowed ? "allowed" : "rejected");
			return allowed ? Decision.allow() : Decision.reject("The user does not want that.");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
