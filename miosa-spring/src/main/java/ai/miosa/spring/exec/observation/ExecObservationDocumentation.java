package ai.miosa.spring.exec.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * Document the observation of an execution.
 */
public enum ExecObservationDocumentation implements ObservationDocumentation {

	/**
	 * One bash command, python script or interactive session, from the call to its
	 * result.
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
	 * The keys that metrics and spans have.
	 */
	public enum LowCardinality implements KeyName {

		/**
		 * What was executed: {@code bash}, {@code python} or {@code spawn}.
		 */
		KIND {
			@Override
			public String asString() {
				return "kind";
			}
		},

		/**
		 * How it ended, an {@link ExecOutcome} in lower case; {@code none} while it runs.
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
	 * The keys that spans alone have.
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
