package ai.miosa.samples.webterminal;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import ai.miosa.samples.webterminal.bridge.BridgeLimits;

/**
 * Limits of the web terminal.
 *
 * @param perUser how many terminals a user may have
 * @param windows how many windows may watch one terminal
 * @param keep how long a terminal outlives the last window that watched it
 * @param replay the latest output of a terminal that is kept for windows that come later,
 * or that cannot follow a flood
 * @param window the output that a window may have been sent and not yet have shown; more
 * is faster, less obeys {@code ^C} sooner
 * @param stdin the input of a window that may wait for the computer
 * @param sendTimeout how long a browser may take no bytes before it is disconnected
 * @param statusInterval how often the computer's health is asked for, for all pages at
 * once
 */
@ConfigurationProperties("web-terminal")
record WebTerminalProperties(@DefaultValue("10") int perUser, @DefaultValue("8") int windows,
		@DefaultValue("10m") Duration keep, @DefaultValue("1MB") DataSize replay,
		@DefaultValue("128KB") DataSize window, @DefaultValue("64KB") DataSize stdin,
		@DefaultValue("20s") Duration sendTimeout, @DefaultValue("15s") Duration statusInterval) {

	BridgeLimits bridgeLimits() {
		return new BridgeLimits(this.replay, this.window, this.stdin, this.windows, this.sendTimeout);
	}

}
