package ai.miosa.spring.test;

import ai.miosa.spring.test.http.Exchange;

/**
 * Ways to drop a connection.
 */
public enum ConnectionEnd {

	/** Orderly close: the client reads end-of-file. */
	FIN,

	/** Reset: the client gets an I/O error. */
	RESET;

	void drop(Exchange exchange) {
		if (this == RESET) {
			exchange.reset();
		}
		else {
			exchange.finish();
		}
	}

}
