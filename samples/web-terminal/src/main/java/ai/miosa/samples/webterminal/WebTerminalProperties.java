package ai.miosa.samples.webterminal;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the web terminal.
 *
 * @param terminals the maximum number of terminals of all users together
 * @param keep how long a terminal in which no command runs outlives the last page
 * @param replay how much of the latest output of a terminal is kept for pages that
 * connect later or fall behind
 */
@ConfigurationProperties("web-terminal")
record WebTerminalProperties(@DefaultValue("50") int terminals, @DefaultValue("10m") Duration keep,
		@DefaultValue("1MB") DataSize replay) {

}
