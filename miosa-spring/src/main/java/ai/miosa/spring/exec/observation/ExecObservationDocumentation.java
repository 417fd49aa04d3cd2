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
		KIND {
			@Override
			public String asString() {
				return "kind";
			}
		},

		/**
		 * The outcome, an {@link ExecObservationContext.Outcome} in lower case;
		 * {@code none} while it runs.
		 */
		OUTCOME {
			@Override
			public String asString() {
				return "outcome";
			}
		},

		/**
		 * The simple name of the exception, or {@code none}.
		 */
		EXCEPTION {
			@Override
			public String asString() {
				return "exception";
			}
		}

	}

	/**
	 * Keys of spans only.
	 */
	public enum HighCardinality implements KeyName {

		/**
		 * The computer's id.
		 */
		COMPUTER_ID {
			@Override
			public String asString() {
				return "miosa.computer.id";
			}
		},

		/**
		 * The exit code, if one was received.
		 */
		EXIT_CODE {
			@Override
			public String asString() {
				return "miosa.exit.code";
			}

			@Override
			public boolean isRequired() {
				return false;
			}
		},

		/**
		 * The request id, if the server sent one.
		 */
		REQUEST_ID {
			@Override
			public String asString() {
				return "miosa.request.id";
			}

			@Override
			public boolean isRequired() {
				return false;
			}
		},

		/**
		 * The command or code, if content is included.
		 */
		CONTENT {
			@Override
			public String asString() {
				return "miosa.content";
			}

			@Override
			public boolean isRequired() {
				return false;
			}
		},

		/**
		 * The environment, if content is included.
		 */
		ENV {
			@Override
			public String asString() {
				return "miosa.env";
			}

			@Override
			public boolean isRequired() {
				return false;
			}
		},

		/**
		 * The output of a one-shot execution, if content is included.
		 */
		OUTPUT {
			@Override
			public String asString() {
				return "miosa.output";
			}

			@Override
			public boolean isRequired() {
				return false;
			}
		}

	}

}
