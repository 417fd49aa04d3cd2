package ai.miosa.spring.test;

/**
 * Choose how the local computer drops a connection.
 */
public enum ConnectionEnd {

	/** Close in order: the client reads end-of-file. */
	FIN,

	/** Reset: the client gets an I/O error. */
	RESET

}
