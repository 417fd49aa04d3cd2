package ai.miosa.spring.test.session;

/**
 * What a client can do to a session.
 */
interface CommandInput {

	void stdin(byte[] bytes);

	void endOfInput();

	void resize(int rows, int columns);

}
