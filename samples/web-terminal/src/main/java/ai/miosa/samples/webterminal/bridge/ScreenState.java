package ai.miosa.samples.webterminal.bridge;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The state that terminal output has set besides the text: the DEC private modes that a
 * screen needs to continue from the middle of the output, the title (OSC 0 and 2), and
 * whether the shell runs a command (OSC 133, shell integration). The control sequences
 * are those of
 * <a href="https://invisible-island.net/xterm/ctlseqs/ctlseqs.html">xterm</a>. Not
 * thread-safe.
 */
final class ScreenState {

	private static final char ESCAPE = 27;

	private static final Pattern SEQUENCE = Pattern.compile("\u001b(?:\\[\\?(?<modes>[\\d;]{1,64})(?<on>[hl])"
			+ "|(?<single>[c=>])|\\](?<command>[^\u0007\u001b]{0,512})(?:\u0007|\u001b\\\\))");

	// The sequence that has set each mode last
	private final Map<String, String> modes = new TreeMap<>();

	private String incomplete = "";

	private @Nullable String title;

	private boolean busy;

	private @Nullable Integer lastExitCode;

	void scan(byte[] bytes, int from, int to) {
		String text = this.incomplete + new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
		this.incomplete = "";
		Matcher matcher = SEQUENCE.matcher(text);
		int next = text.indexOf(ESCAPE);
		while (next >= 0) {
			int end = next + 1;
			if (matcher.region(next, text.length()).lookingAt()) {
				end = matcher.end();
				apply(matcher);
			}
			else if (matcher.hitEnd()) {
				this.incomplete = text.substring(next);
				return;
			}
			next = text.indexOf(ESCAPE, end);
		}
	}

	private void apply(Matcher sequence) {
		String single = sequence.group("single");
		if (sequence.group("modes") != null) {
			for (String mode : sequence.group("modes").split(";")) {
				if (mode.matches("\\d{1,4}")) {
					this.modes.put(mode, "\u001b[?" + mode + sequence.group("on"));
				}
			}
		}
		else if (single == null) {
			operatingSystemCommand(sequence.group("command"));
		}
		else if (single.equals("c")) {
			this.modes.clear();
		}
		else {
			this.modes.put("keypad", ESCAPE + single);
		}
	}

	private void operatingSystemCommand(String command) {
		if (command.startsWith("0;") || command.startsWith("2;")) {
			this.title = new String(command.substring(2).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
		}
		else if (command.startsWith("133;C")) {
			this.busy = true;
		}
		else if (command.startsWith("133;D")) {
			this.busy = false;
			String code = command.substring("133;D".length());
			this.lastExitCode = code.matches(";\\d{1,3}") ? Integer.valueOf(code.substring(1)) : null;
		}
	}

	/**
	 * Return the control sequences that bring a screen that was just reset to this state,
	 * and the beginning of the one that is not complete.
	 */
	String toControlSequences() {
		return String.join("", this.modes.values()) + this.incomplete;
	}

	Status status() {
		return new Status(this.title, this.busy, this.lastExitCode);
	}

	/**
	 * What a page shows besides the screen.
	 */
	record Status(@Nullable String title, boolean busy, @Nullable Integer lastExitCode) {

	}

}
