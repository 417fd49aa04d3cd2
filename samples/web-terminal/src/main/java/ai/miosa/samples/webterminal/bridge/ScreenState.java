package ai.miosa.samples.webterminal.bridge;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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

	// Cursor keys, wrap-around, cursor, mouse, focus, alternate screen, bracketed paste
	private static final Set<Integer> MODES = Set.of(1, 7, 25, 47, 1000, 1002, 1003, 1004, 1006, 1047, 1049, 2004);

	private static final Set<Integer> ON_BY_DEFAULT = Set.of(7, 25);

	private final Set<Integer> changed = new TreeSet<>();

	private String incomplete = "";

	private boolean applicationKeypad;

	private @Nullable String title;

	private boolean busy;

	private @Nullable Integer lastExitCode;

	void scan(byte[] bytes, int from, int to) {
		if (this.incomplete.isEmpty() && !hasEscape(bytes, from, to)) {
			return;
		}
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

	private static boolean hasEscape(byte[] bytes, int from, int to) {
		for (int i = from; i < to; i++) {
			if (bytes[i] == ESCAPE) {
				return true;
			}
		}
		return false;
	}

	private void apply(Matcher sequence) {
		if (sequence.group("modes") != null) {
			for (String mode : sequence.group("modes").split(";")) {
				setMode(mode, sequence.group("on").equals("h"));
			}
		}
		else if (sequence.group("command") != null) {
			operatingSystemCommand(sequence.group("command"));
		}
		else {
			this.applicationKeypad = sequence.group("single").equals("=");
			if (sequence.group("single").equals("c")) {
				this.changed.clear();
			}
		}
	}

	private void setMode(String parameter, boolean on) {
		Integer mode = parameter.matches("\\d{1,4}") ? Integer.valueOf(parameter) : 0;
		if (on == ON_BY_DEFAULT.contains(mode)) {
			this.changed.remove(mode);
		}
		else if (MODES.contains(mode)) {
			this.changed.add(mode);
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
	 * Return what brings a screen that has just been reset into this state.
	 */
	String toControlSequences() {
		String modes = this.changed.stream()
			.map((mode) -> "\u001b[?" + mode + (ON_BY_DEFAULT.contains(mode) ? 'l' : 'h'))
			.collect(Collectors.joining());
		return this.applicationKeypad ? modes + "\u001b=" : modes;
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
