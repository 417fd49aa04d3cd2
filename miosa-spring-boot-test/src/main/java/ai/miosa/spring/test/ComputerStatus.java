package ai.miosa.spring.test;

import java.util.Locale;

/**
 * A state a computer can be in, as {@code GET /computers/{id}} spells them in lower case.
 */
public enum ComputerStatus {

	/** Being created. */
	CREATING,

	/** Being given its resources. */
	PROVISIONING,

	/** Booting. */
	STARTING,

	/** Ready to run commands. */
	RUNNING,

	/** Ready to run commands; an older spelling of {@link #RUNNING}. */
	ACTIVE,

	/** Paused. */
	PAUSED,

	/** Shutting down. */
	STOPPING,

	/** Stopped. */
	STOPPED,

	/** Broken. */
	ERROR,

	/** Being destroyed. */
	DESTROYING,

	/** Destroyed. */
	DESTROYED;

	String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
