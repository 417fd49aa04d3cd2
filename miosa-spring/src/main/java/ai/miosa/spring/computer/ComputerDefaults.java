package ai.miosa.spring.computer;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Defaults for the computers and sandboxes that an application creates.
 *
 * @param template the template, or {@code null} for the server's default
 * @param size the size, or {@code null} for the server's default
 * @param autoStop the idle time after which the server stops them, or {@code null} for
 * the server's default
 * @param namePrefix the beginning of generated names
 * @param readyTimeout how long to wait until an ephemeral computer is ready
 * @param application the name of the application, by which
 * {@link MiosaComputers#ephemeralOf(String)} finds its ephemeral computers
 * @param sandboxId the id of the default computer if that is a sandbox, else {@code null}
 * @param startStopped whether a command starts a computer that is stopped
 */
public record ComputerDefaults(@Nullable String template, @Nullable String size, @Nullable Duration autoStop,
		String namePrefix, Duration readyTimeout, String application, @Nullable String sandboxId,
		boolean startStopped) {

	/**
	 * The defaults of an application that sets none. The time allowed until a computer is
	 * ready is that of the vendor's clients.
	 */
	public static final ComputerDefaults NONE = new ComputerDefaults(null, null, null, "miosa-spring",
			Duration.ofMinutes(5), "application", null, false);

	private static final String SANDBOX_PREFIX = "sbx_";

	/**
	 * Return whether an id is that of a sandbox.
	 * @param id the id
	 * @return whether it has the form of such an id, or is the default sandbox
	 */
	public boolean isSandbox(String id) {
		return id.startsWith(SANDBOX_PREFIX) || id.equals(this.sandboxId);
	}

}
