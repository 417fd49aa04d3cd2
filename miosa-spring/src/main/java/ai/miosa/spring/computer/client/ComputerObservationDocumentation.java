package ai.miosa.spring.computer.client;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.docs.ObservationDocumentation;

import ai.miosa.spring.computer.ComputerKind;

/**
 * Documentation of the observation of calls that manage computers.
 */
public enum ComputerObservationDocumentation implements ObservationDocumentation {

	/**
	 * A call that creates, finds, starts, stops or destroys a computer or a sandbox,
	 * until its response, retries included.
	 */
	CALL {
		@Override
		public String getName() {
			return "miosa.computers.calls";
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
		 * The operation: {@code create}, {@code get}, {@code list}, {@code start},
		 * {@code stop}, {@code restart}, {@code auto-stop} or {@code destroy}.
		 */
		OPERATION {
			@Override
			public String asString() {
				return "operation";
			}
		},

		/**
		 * The kind of machine, a {@link ComputerKind} in lower case.
		 */
		KIND {
			@Override
			public String asString() {
				return "kind";
			}
		}

	}

	/**
	 * Keys of spans only.
	 */
	public enum HighCardinality implements KeyName {

		/**
		 * The computer's id, if the call addresses one.
		 */
		COMPUTER_ID {
			@Override
			public String asString() {
				return "miosa.computer.id";
			}

			@Override
			public boolean isRequired() {
				return false;
			}
		}

	}

}
