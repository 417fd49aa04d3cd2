package ai.miosa.spring.test.session;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import ai.miosa.spring.test.process.CommandOutput.Source;

/**
 * Server side of one of the two session protocols, without I/O.
 */
interface ServerProtocol {

	/**
	 * Write the bytes that precede output in a message.
	 * @param source where the output comes from
	 * @param message the message
	 */
	void beginOutput(Source source, ByteBuf message);

	/**
	 * Process a complete message of the client.
	 * @param message the message
	 * @param session the receiver
	 */
	void receive(WebSocketFrame message, ExecSession session);

	/**
	 * Return whether the client's close frame ends only the standard session.
	 * @return {@code false} if it ends the session
	 */
	boolean isCloseEndOfInput();

	/**
	 * Return the close code that reports an exit code.
	 * @param exitCode the exit code
	 * @return the close code
	 */
	int closeCode(int exitCode);

	/**
	 * Return whether a message begins with a type byte, so that there can be messages
	 * which are not output.
	 * @return {@code true} if messages are typed
	 */
	boolean isTyped();

}
