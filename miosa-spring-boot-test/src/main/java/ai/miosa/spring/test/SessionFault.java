package ai.miosa.spring.test;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.test.session.SessionBehavior;
import ai.miosa.spring.test.session.SessionBehavior.Cut;
import ai.miosa.spring.test.session.SessionBehavior.Ending;
import ai.miosa.spring.test.session.SessionBehavior.Framing;

/**
 * Fault of an interactive session, to be added to
 * {@link MiosaLocalComputer#sessionFaults()}. Start with {@link #reject(Fault)} or
 * {@link #session()} and combine as needed; each method returns a changed copy. Immutable
 * and reusable.
 *
 * <pre class="code">
 * computer.sessionFaults().next(SessionFault.session().frameSize(1).noExitFrame(1000));
 * </pre>
 */
public final class SessionFault {

	private static final int MAX_FRAME_SIZE = 16 * 1024 * 1024;

	private static final SessionFault NONE = new SessionFault(null, SessionBehavior.GOOD);

	private final @Nullable Fault rejection;

	private final SessionBehavior behavior;

	private SessionFault(@Nullable Fault rejection, SessionBehavior behavior) {
		this.rejection = rejection;
		this.behavior = behavior;
	}

	/**
	 * Begin with a session that is served normally.
	 * @return a fault that does nothing
	 */
	public static SessionFault session() {
		return NONE;
	}

	/**
	 * Respond to the handshake as to a request with the given fault: with an error status
	 * and its body, a redirect, a stall or a dropped connection.
	 * @param fault the fault; one that would run a command responds with 404
	 * @return the fault
	 */
	public static SessionFault reject(Fault fault) {
		return new SessionFault(fault, SessionBehavior.GOOD);
	}

	/**
	 * Echo a subprotocol other than the requested one, or none.
	 * @param subprotocol the subprotocol, or {@code null} to omit the header
	 * @return a changed copy
	 */
	public SessionFault subprotocol(@Nullable String subprotocol) {
		return with(new SessionBehavior(subprotocol, this.behavior.answeringPings(), this.behavior.framing(),
				this.behavior.cut(), this.behavior.ending()));
	}

	/**
	 * Set the maximum number of bytes of output in a message. Up to the default of
	 * 32,768, output is sent as it arrives; with a larger size, a message is filled
	 * before it is sent.
	 * @param bytes the size, 1 to 16 MiB
	 * @return a changed copy
	 */
	public SessionFault frameSize(int bytes) {
		Assert.isTrue(bytes >= 1 && bytes <= MAX_FRAME_SIZE, "The frame size must be between 1 byte and 16 MiB");
		Framing framing = this.behavior.framing();
		return with(new Framing(bytes, framing.fragmentSize(), framing.text(), framing.noisy()));
	}

	/**
	 * Split each message with output into WebSocket fragments.
	 * @param bytes the size of a fragment, at least 1
	 * @return a changed copy
	 */
	public SessionFault fragmented(int bytes) {
		Assert.isTrue(bytes >= 1, "A fragment must have at least one byte");
		Framing framing = this.behavior.framing();
		return with(new Framing(framing.frameSize(), bytes, framing.text(), framing.noisy()));
	}

	/**
	 * Send output in text messages.
	 * @return a changed copy
	 */
	public SessionFault textMessages() {
		Framing framing = this.behavior.framing();
		return with(new Framing(framing.frameSize(), framing.fragmentSize(), true, framing.noisy()));
	}

	/**
	 * Send an empty message and messages of unknown types before each message with output
	 * and before the exit frame.
	 * @return a changed copy
	 */
	public SessionFault unknownMessages() {
		Framing framing = this.behavior.framing();
		return with(new Framing(framing.frameSize(), framing.fragmentSize(), framing.text(), true));
	}

	/**
	 * Do not answer pings.
	 * @return a changed copy
	 */
	public SessionFault ignoringPings() {
		return with(new SessionBehavior(this.behavior.subprotocol(), false, this.behavior.framing(),
				this.behavior.cut(), this.behavior.ending()));
	}

	/**
	 * Drop the connection after the given amount of output, and kill the command. With
	 * {@link ConnectionEnd#RESET}, the client may lose output that it has not read yet.
	 * @param bytes the number of bytes that are sent
	 * @param end how the connection ends
	 * @return a changed copy
	 */
	public SessionFault dropAfter(long bytes, ConnectionEnd end) {
		return with(new Cut(bytes, end == ConnectionEnd.RESET, this.behavior.cut().stallAfter()));
	}

	/**
	 * Stop sending after the given amount of output, and do not send the exit. Pings are
	 * still answered.
	 * @param bytes the number of bytes that are sent
	 * @return a changed copy
	 */
	public SessionFault stallAfter(long bytes) {
		return with(new Cut(this.behavior.cut().dropAfter(), this.behavior.cut().reset(), bytes));
	}

	/**
	 * End the session without an exit frame.
	 * @param closeCode the WebSocket close code, such as 1000 or 1011; any number is sent
	 * unchanged
	 * @return a changed copy
	 */
	public SessionFault noExitFrame(int closeCode) {
		Ending ending = this.behavior.ending();
		return with(new Ending(ending.exitPayload(), closeCode, ending.immediate()));
	}

	/**
	 * Report an exit code other than the command's.
	 * @param exitCode the exit code
	 * @return a changed copy
	 */
	public SessionFault exitCode(int exitCode) {
		return exitPayload((byte) (exitCode >> 24), (byte) (exitCode >> 16), (byte) (exitCode >> 8), (byte) exitCode);
	}

	/**
	 * Send an exit frame with other bytes after its type byte, possibly fewer than four.
	 * Has no effect on {@code exec-ws}.
	 * @param payload the bytes
	 * @return a changed copy
	 */
	public SessionFault exitPayload(byte... payload) {
		Ending ending = this.behavior.ending();
		return with(new Ending(payload.clone(), ending.closeCodeAlone(), ending.immediate()));
	}

	/**
	 * End the TCP connection immediately after the close frame, without waiting for the
	 * client's.
	 * @return a changed copy
	 */
	public SessionFault closingImmediately() {
		Ending ending = this.behavior.ending();
		return with(new Ending(ending.exitPayload(), ending.closeCodeAlone(), true));
	}

	private SessionFault with(Framing framing) {
		return with(this.behavior.with(framing));
	}

	private SessionFault with(Cut cut) {
		return with(this.behavior.with(cut));
	}

	private SessionFault with(Ending ending) {
		return with(this.behavior.with(ending));
	}

	private SessionFault with(SessionBehavior behavior) {
		return new SessionFault(this.rejection, behavior);
	}

	@Nullable Fault rejection() {
		return this.rejection;
	}

	SessionBehavior behavior() {
		return this.behavior;
	}

}
