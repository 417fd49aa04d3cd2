package ai.miosa.spring.test;

/**
 * What a client can do to a session.
 */
interface SessionInput {

	void stdin(byte[] bytes);

	void endOfInput();

	void resize(int rows, int columns);

}
