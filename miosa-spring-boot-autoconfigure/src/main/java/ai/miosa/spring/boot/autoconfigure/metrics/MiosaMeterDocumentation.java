package ai.miosa.spring.boot.autoconfigure.metrics;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * Documentation of the meters besides the observation of executions. Their number is
 * fixed: it grows neither with computers nor with commands.
 */
public enum MiosaMeterDocumentation implements MeterDocumentation {

	/**
	 * How often a command was sent again that is known not to have run.
	 */
	RETRIES("miosa.exec.retries", Meter.Type.COUNTER, null, Tag.REASON),

	/**
	 * Live sessions.
	 */
	LIVE_SESSIONS("miosa.sessions.live", Meter.Type.GAUGE, null),

	/**
	 * Bytes that sessions have carried, live and ended ones.
	 */
	SESSION_BYTES("miosa.sessions.bytes", Meter.Type.COUNTER, "bytes", Tag.STREAM),

	/**
	 * Followers of the output of jobs.
	 */
	JOB_FOLLOWERS("miosa.jobs.followers", Meter.Type.GAUGE, null),

	/**
	 * How often a lost connection was opened again by one who follows a job or waits for
	 * it.
	 */
	JOB_RECONNECTIONS("miosa.jobs.reconnections", Meter.Type.COUNTER, null);

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
	public enum Tag implements KeyName {

		/**
		 * Why a command was sent again: {@code connection}, {@code rate_limited} or
		 * {@code starting}.
		 */
		REASON("reason"),

		/**
		 * What the bytes belong to: {@code stdin}, {@code stdout} or {@code stderr}.
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
