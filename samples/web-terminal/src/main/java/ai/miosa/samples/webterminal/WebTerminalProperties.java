package ai.miosa.samples.webterminal;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the web terminal.
 *
 * @param terminals the maximum number of terminals of all users together
 * @param keep how long a terminal in which no command runs outlives the last page
 */
@ConfigurationProperties("web-terminal")
record WebTerminalProperties(@DefaultValue("50") int terminals, @DefaultValue("10m") Duration keep) {

}
