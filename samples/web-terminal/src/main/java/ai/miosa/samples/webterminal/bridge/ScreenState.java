package ai.miosa.samples.webterminal.bridge;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What a stream of terminal output has set besides the text: the DEC private modes that a
 * screen needs to go on from the middle of the stream, the title (OSC 0 and 2), and
 * whether the shell runs a command (OSC 133, the marks of shell integration). The control
 * sequences are those of
 * <a href="https://invisible-island.net/xterm/ctlseqs/ctlseqs.html">xterm</a>. Not safe
 * for use by many threads.
 */
final class ScreenState {

	private static final int MAX_SEQUENCE = 512;

	private static final char BELL = 7;

	private static final char ESCAPE = 27;

	// Cursor keys, wrap-around, cursor, mouse, focus, alternate screen, bracketed paste
	private static final Set<Integer> MODES = Set.of(1, 7, 25, 47, 1000, 1002, 1003, 1004, 1006, 1047, 1049, 2004);

	private static final Set<Integer> ON_BY_DEFAULT = Set.of(7, 25);

	private static final List<Integer> ALTERNATE_SCREEN = List.of(1049, 1047, 47);

	private final Set<Integer> changed = new TreeSet<>();

	private final byte[] sequence = new byte[MAX_SEQUENCE];

	private int length;

	private Position position = Position.TEXT;

	private boolean applicationKeypad;

	private @Nullable String title;

	private boolean busy;

	private @Nullable Integer lastExitCode;

	void scan(byte[] bytes, int from, int to) {
		for (int i = from; i < to; i++) {
			if (this.position != Position.TEXT || bytes[i] == ESCAPE) {
				next((char) (bytes[i] & 0xff));
			}
		}
	}

	private void next(char next) {
		if (next == ESCAPE) {
			this.position = (this.position == Position.STRING) ? Position.STRING_ESCAPE : Position.ESCAPE;
		}
		else if (this.position == Position.ESCAPE) {
			escape(next);
		}
		else if (this.position == Position.CONTROL) {
			control(next);
		}
		else if (this.position == Position.STRING && next != BELL) {
			append(next);
		}
		else {
			operatingSystemCommand();
			this.position = Position.TEXT;
		}
	}

	private void escape(char next) {
		this.position = Position.TEXT;
		this.length = 0;
		if (next == '[') {
			this.position = Position.CONTROL;
		}
		else if ("]PX^_".indexOf(next) >= 0) {
			this.position = Position.STRING;
			append(next);
		}
		else if (next == '=' || next == '>') {
			this.applicationKeypad = (next == '=');
		}
		else if (next == 'c') {
			this.changed.clear();
			this.applicationKeypad = false;
		}
	}

	private void control(char next) {
		if (next >= '@' && next <= '~') {
			this.position = Position.TEXT;
			if ((next == 'h' || next == 'l') && this.length > 0 && this.sequence[0] == '?') {
				setModes(next == 'h');
			}
		}
		else {
			append(next);
		}
	}

	private void append(char next) {
		if (this.length < MAX_SEQUENCE) {
			this.sequence[this.length++] = (byte) next;
		}
	}

	private void setModes(boolean on) {
		for (String parameter : text(1).split(";")) {
			if (parameter.matches("\\d{1,4}") && MODES.contains(Integer.valueOf(parameter))) {
				Integer mode = Integer.valueOf(parameter);
				if (on == ON_BY_DEFAULT.contains(mode)) {
					this.changed.remove(mode);
				}
				else {
					this.changed.add(mode);
				}
			}
		}
	}

	private void operatingSystemCommand() {
		String command = text(0);
		if (command.startsWith("]0;") || command.startsWith("]2;")) {
			this.title = command.substring(3);
		}
		else if (command.startsWith("]133;C")) {
			this.busy = true;
		}
		else if (command.startsWith("]133;D")) {
			this.busy = false;
			String code = command.substring("]133;D".length());
			this.lastExitCode = code.matches(";\\d{1,3}") ? Integer.valueOf(code.substring(1)) : null;
		}
	}

	private String text(int from) {
		return new String(this.sequence, from, this.length - from, StandardCharsets.UTF_8);
	}

	/**
	 * Return what brings a screen that has just been reset into this state.
	 */
	String toControlSequences() {
		StringBuilder sequences = new StringBuilder();
		ALTERNATE_SCREEN.stream().filter(this.changed::contains).forEach((mode) -> append(sequences, mode));
		this.changed.stream()
			.filter((mode) -> !ALTERNATE_SCREEN.contains(mode))
			.forEach((mode) -> append(sequences, mode));
		return this.applicationKeypad ? sequences.append(ESCAPE).append('=').toString() : sequences.toString();
	}

	private static void append(StringBuilder sequences, Integer mode) {
		sequences.append(ESCAPE).append("[?").append(mode).append(ON_BY_DEFAULT.contains(mode) ? 'l' : 'h');
	}

	boolean isAlternateScreen() {
		return ALTERNATE_SCREEN.stream().anyMatch(this.changed::contains);
	}

	@Nullable String title() {
		return this.title;
	}

	boolean isBusy() {
		return this.busy;
	}

	@Nullable Integer lastExitCode() {
		return this.lastExitCode;
	}

	/**
	 * Where in the stream the last byte was.
	 */
	private enum Position {

		TEXT, ESCAPE, CONTROL, STRING, STRING_ESCAPE

	}

}
