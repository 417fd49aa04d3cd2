package ai.miosa.spring.boot.autoconfigure.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * Documentation of the meters other than the observation of executions. Their number is
 * fixed and does not grow with computers or commands.
 */
enum MiosaMeterDocumentation implements MeterDocumentation {

	/**
	 * Retries of commands that are known not to have run.
	 */
	RETRIES("miosa.exec.retries", Meter.Type.COUNTER, null, Tag.REASON),

	/**
	 * Live sessions.
	 */
	LIVE_SESSIONS("miosa.sessions.live", Meter.Type.GAUGE, null),

	/**
	 * Bytes transferred by sessions, live and ended ones.
	 */
	SESSION_BYTES("miosa.sessions.bytes", Meter.Type.COUNTER, "bytes", Tag.STREAM),

	/**
	 * Followers of the output of jobs.
	 */
	JOB_FOLLOWERS("miosa.jobs.followers", Meter.Type.GAUGE, null),

	/**
	 * Lost connections that were reopened to follow jobs or to wait for them.
	 */
	JOB_RECONNECTIONS("miosa.jobs.reconnections", Meter.Type.COUNTER, null),

	/**
	 * Computers and sandboxes that the application created.
	 */
	COMPUTERS_CREATED("miosa.computers.created", Meter.Type.COUNTER, null),

	/**
	 * Computers and sandboxes that the application destroyed.
	 */
	COMPUTERS_DESTROYED("miosa.computers.destroyed", Meter.Type.COUNTER, null),

	/**
	 * Ephemeral computers and sandboxes of the application that exist.
	 */
	COMPUTERS_LIVE("miosa.computers.live", Meter.Type.GAUGE, null),

	/**
	 * Computers and sandboxes that could not be destroyed although they should have been.
	 */
	COMPUTERS_LEAKED("miosa.computers.leaked", Meter.Type.COUNTER, null);

	private final String name;

	private final Meter.Type type;

	private final @Nullable String baseUnit;

	private final KeyName[] tags;

	MiosaMeterDocumentation(String name, Meter.Type type, @Nullable String baseUnit, KeyName... tags) {
		this.name = name;
		this.type = type;
		this.baseUnit = baseUnit;
		this.tags = tags;
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	@Override
	public @Nullable String getBaseUnit() {
		return this.baseUnit;
	}

	@Override
	public KeyName[] getKeyNames() {
		return this.tags.clone();
	}

	/**
	 * The tags of the meters.
	 */
	enum Tag implements KeyName {

		/**
		 * The reason for the retry: {@code connection}, {@code rate_limited},
		 * {@code starting} or {@code nothing_done}.
		 */
		REASON("reason"),

		/**
		 * The stream of the bytes: {@code stdin}, {@code stdout} or {@code stderr}.
		 */
		STREAM("stream");

		private final String name;

		Tag(String name) {
			this.name = name;
		}

		@Override
		public String asString() {
			return this.name;
		}

	}

}
