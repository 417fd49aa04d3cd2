package ai.miosa.samples.webterminal;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import ai.miosa.samples.webterminal.bridge.TerminalBridge;

/**
 * Limits of the web terminal.
 *
 * @param perUser how many terminals a user may have
 * @param total how many terminals all users may have
 * @param pages how many pages may show one terminal
 * @param keep how long a terminal in which no command runs outlives the last page
 * @param replay see {@link TerminalBridge.Limits}
 * @param window see {@link TerminalBridge.Limits}
 * @param stdin see {@link TerminalBridge.Limits}
 */
@ConfigurationProperties("web-terminal")
record WebTerminalProperties(@DefaultValue("10") int perUser, @DefaultValue("100") int total,
		@DefaultValue("8") int pages, @DefaultValue("10m") Duration keep, @DefaultValue("1MB") DataSize replay,
		@DefaultValue("128KB") DataSize window, @DefaultValue("64KB") DataSize stdin) {

	TerminalBridge.Limits limits() {
		return new TerminalBridge.Limits((int) this.replay.toBytes(), (int) this.window.toBytes(),
				(int) this.stdin.toBytes(), this.pages);
	}

}
