package ai.miosa.spring.computer;

import java.util.Arrays;
import java.util.Locale;

/**
 * Status of a computer.
 *
 * @param state the state, {@link State#UNKNOWN} if the server's text is not known
 * @param text the server's own text
 */
public record ComputerStatus(State state, String text) {

	/**
	 * Return the status for a text of the server.
	 * @param text the text, such as {@code running}
	 * @return the status
	 */
	public static ComputerStatus of(String text) {
		String lowerCase = text.toLowerCase(Locale.ROOT);
		// An older name of running
		String name = lowerCase.equals("active") ? State.RUNNING.toString() : lowerCase;
		return new ComputerStatus(Arrays.stream(State.values())
			.filter((state) -> state.toString().equals(name))
			.findFirst()
			.orElse(State.UNKNOWN), text);
	}

	/**
	 * Return whether the computer can run commands.
	 * @return whether it is running
	 */
	public boolean isRunning() {
		return this.state == State.RUNNING;
	}

	/**
	 * Return whether the computer is about to run.
	 * @return whether it is being created, provisioned or started
	 */
	public boolean isStarting() {
		return this.state == State.CREATING || this.state == State.PROVISIONING || this.state == State.STARTING;
	}

	/**
	 * Return whether the computer can never run again.
	 * @return whether it is broken, being destroyed or destroyed
	 */
	public boolean isFinal() {
		return this.state == State.ERROR || this.state == State.DESTROYING || this.state == State.DESTROYED;
	}

	/**
	 * The states of the API reference.
	 */
	public enum State {

		/**
		 * Being created.
		 */
		CREATING,

		/**
		 * Resources are being allocated.
		 */
		PROVISIONING,

		/**
		 * Booting.
		 */
		STARTING,

		/**
		 * Ready to run commands.
		 */
		RUNNING,

		/**
		 * Paused.
		 */
		PAUSED,

		/**
		 * Shutting down.
		 */
		STOPPING,

		/**
		 * Stopped.
		 */
		STOPPED,

		/**
		 * Broken.
		 */
		ERROR,

		/**
		 * Taking a snapshot, after which it runs again.
		 */
		SNAPSHOTTING,

		/**
		 * Being destroyed.
		 */
		DESTROYING,

		/**
		 * Destroyed.
		 */
		DESTROYED,

		/**
		 * Any other state.
		 */
		UNKNOWN;

		/**
		 * Return the name in lower case, as the API spells it.
		 */
		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
