package ai.miosa.spring.ai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.StringUtils;

import ai.miosa.spring.ShellQuoting;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.exec.ExecResult;

/**
 * The tools {@code bash} and {@code python}: one command, and what it came to.
 */
final class CommandTool implements ToolHandler {

	// For the command to be killed, and for the script to read its output
	private static final Duration MARGIN = Duration.ofSeconds(10);

	// With the script below the 64 KiB that the API documents for commands
	private static final int MAX_SIZE = 60_000;

	private static final String SCRIPT = script();

	private final MiosaTool tool;

	private final MiosaExecOperations operations;

	private final ToolSettings settings;

	private final ToolAdmission admission;

	private final boolean paged;

	/**
	 * Create a tool.
	 * @param tool what the model sees of it
	 * @param operations what runs the commands
	 * @param settings what the application has laid down
	 * @param admission the gate before a call
	 * @param paged whether there is a tool to page through output
	 */
	CommandTool(MiosaTool tool, MiosaExecOperations operations, ToolSettings settings, ToolAdmission admission,
			boolean paged) {
		this.tool = tool;
		this.operations = operations;
		this.settings = settings;
		this.admission = admission;
		this.paged = paged;
	}

	@Override
	public String handle(ToolArguments arguments, @Nullable ToolContext context) {
		String content = arguments.text((this.tool == MiosaTool.PYTHON) ? "code" : "command");
		long limit = this.settings.timeout().toSeconds();
		long seconds = arguments.number("timeout_seconds", limit, 1, limit);
		ToolTarget target = ToolTarget.of(this.operations, this.settings, context);
		this.admission.count(target.conversationId());
		String approved = this.admission
			.approve(new MiosaToolRequest(this.tool.getName(), target.computerId(), content, context));
		String result = run(target, approved, seconds);
		return (approved.equals(content)) ? result : "The command was changed before it ran.\n" + result;
	}

	private String run(ToolTarget target, String content, long seconds) {
		String quoted = ShellQuoting.quote(content);
		if (quoted.getBytes(StandardCharsets.UTF_8).length > MAX_SIZE) {
			throw new ToolRejectedException(
					"Nothing was run: it is too long. Write it to a file in parts and run that.");
		}
		int budget = this.settings.maxOutput();
		String command = "bash -c " + ShellQuoting.quote(SCRIPT) + " miosa " + seconds + " " + 2L * budget + " "
				+ budget + " " + this.tool.getName() + " " + quoted;
		ExecResult result = this.operations.bash(target.computerId(), command,
				target.options(Duration.ofSeconds(seconds).plus(MARGIN)));
		String printed = (result.stdout() != null) ? result.stdout() : result.output();
		if (!CommandOutcome.isStarted(printed)) {
			throw new ToolRejectedException("The command did not run. The computer could not keep its output.");
		}
		CommandOutcome outcome = CommandOutcome.parse(printed);
		return (outcome != null) ? text(outcome, seconds, budget) : FailureText.unknownEnd();
	}

	private String text(CommandOutcome outcome, long limit, int budget) {
		StringBuilder text = new StringBuilder();
		if (outcome.exitCode() != null) {
			text.append("exit code: ").append(outcome.exitCode()).append('\n');
		}
		else if (outcome.seconds() >= limit) {
			text.append("no exit code: killed after ").append(limit).append(" seconds, its time limit\n");
		}
		else {
			text.append("no exit code: killed before it ended\n");
		}
		OutputExcerpt stdout = outcome.stdout();
		OutputExcerpt stderr = outcome.stderr();
		int stderrBudget = (int) Math.min(stderr.maxLength(), Math.max(budget / 4, budget - stdout.maxLength()));
		append(text, "stdout", stdout, budget - stderrBudget);
		append(text, "stderr", stderr, stderrBudget);
		if (outcome.directory() != null) {
			text.append("The whole output is kept for 7 days, in ")
				.append(outcome.directory())
				.append("/stdout and stderr.");
			if (this.paged) {
				text.append(" To read it in parts, give job_output ")
					.append(StringUtils.getFilename(outcome.directory()))
					.append(" for the job.");
			}
			text.append('\n');
		}
		return text.toString();
	}

	private static void append(StringBuilder text, String name, OutputExcerpt excerpt, int budget) {
		if (excerpt.maxLength() == 0) {
			text.append(name).append(": empty\n");
			return;
		}
		String shown = excerpt.text(budget);
		text.append(name).append(":\n").append(shown).append(shown.endsWith("\n") ? "" : "\n");
	}

	private static String script() {
		try {
			return new ClassPathResource("run-command.sh", CommandTool.class)
				.getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
