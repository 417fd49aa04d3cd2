package ai.miosa.spring.exec.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Documentation of the observation of executions.
 */
public enum ExecObservationDocumentation implements ObservationDocumentation {

	/**
	 * A bash command or a python script until its result, a session until its end, or a
	 * wait for the end of a job.
	 */
	EXEC {
		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultExecObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinality.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HighCardinality.values();
		}
	};

	/**
	 * Keys of metrics and spans.
	 */
	public enum LowCardinality implements KeyName {

		/**
		 * The kind of execution: {@code bash}, {@code python}, {@code spawn} or
		 * {@code job}.
		 */
		KIND("kind"),

		/**
		 * The outcome, an {@link ExecObservationContext.Outcome} in lower case;
		 * {@code none} while it runs.
		 */
		OUTCOME("outcome"),

		/**
		 * The simple name of the exception, or {@code none}.
		 */
		EXCEPTION("exception");

		private final String key;

		LowCardinality(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys of spans only.
	 */
	public enum HighCardinality implements KeyName {

		/**
		 * The computer's id.
		 */
		COMPUTER_ID("miosa.computer.id", true),

		/**
		 * The exit code, if one was received.
		 */
		EXIT_CODE("miosa.exit.code", false),

		/**
		 * The request id, if the server sent one.
		 */
		REQUEST_ID("miosa.request.id", false),

		/**
		 * The command or code, if content is included.
		 */
		CONTENT("miosa.content", false),

		/**
		 * The environment, if content is included.
		 */
		ENV("miosa.env", false),

		/**
		 * The output of a one-shot execution, if content is included.
		 */
		OUTPUT("miosa.output", false);

		private final String key;

		private final boolean required;

		HighCardinality(String key, boolean required) {
			this.key = key;
			this.required = required;
		}

		@Override
		public String asString() {
			return this.key;
		}

		@Override
		public boolean isRequired() {
			return this.required;
		}

	}

}
