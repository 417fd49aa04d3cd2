package ai.miosa.spring.test;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Choose what goes wrong with an interactive session. Give it to
 * {@link MiosaLocalComputer#sessionFaults()}. Start with {@link #refuse(Fault)} or
 * {@link #session()} and combine as needed; each method returns a changed copy.
 * Immutable, so one fault may be used many times.
 *
 * <pre class="code">
 * computer.sessionFaults().next(SessionFault.session().frameSize(1).noExitFrame(1000));
 * </pre>
 */
public final class SessionFault {

	private static final int MAX_FRAME_SIZE = 16 * 1024 * 1024;

	private static final int NORMAL_CLOSE = 1000;

	private @Nullable Fault refusal;

	private @Nullable String subprotocol = ExecV1Dialect.SUBPROTOCOL;

	private int frameSize = 32 * 1024;

	private int fragmentSize = Integer.MAX_VALUE;

	private boolean text;

	private boolean noise;

	private boolean ignoringPings;

	private boolean closingAtOnce;

	private long dropAfter = Long.MAX_VALUE;

	private ConnectionEnd dropEnd = ConnectionEnd.FIN;

	private long stallAfter = Long.MAX_VALUE;

	private byte @Nullable [] exitPayload;

	private boolean exitFrame = true;

	private int closeCode = NORMAL_CLOSE;

	private SessionFault() {
	}

	private SessionFault(SessionFault other) {
		this.refusal = other.refusal;
		this.subprotocol = other.subprotocol;
		this.frameSize = other.frameSize;
		this.fragmentSize = other.fragmentSize;
		this.text = other.text;
		this.noise = other.noise;
		this.ignoringPings = other.ignoringPings;
		this.closingAtOnce = other.closingAtOnce;
		this.dropAfter = other.dropAfter;
		this.dropEnd = other.dropEnd;
		this.stallAfter = other.stallAfter;
		this.exitPayload = other.exitPayload;
		this.exitFrame = other.exitFrame;
		this.closeCode = other.closeCode;
	}

	/**
	 * Begin with a session that is served well.
	 * @return the fault that is none
	 */
	public static SessionFault session() {
		return new SessionFault();
	}

	/**
	 * Answer the handshake like a request with the given fault: an error status with its
	 * body, a redirect, a stall, a dropped connection.
	 * @param fault what to answer; one that would run a command answers 404
	 * @return the fault
	 */
	public static SessionFault refuse(Fault fault) {
		SessionFault refusing = new SessionFault();
		refusing.refusal = fault;
		return refusing;
	}

	/**
	 * Echo another subprotocol than the one that was asked for, or none.
	 * @param subprotocol the subprotocol, or {@code null} to leave the header out
	 * @return a changed copy
	 */
	public SessionFault subprotocol(@Nullable String subprotocol) {
		SessionFault copy = new SessionFault(this);
		copy.subprotocol = subprotocol;
		return copy;
	}

	/**
	 * Set how many bytes of output one message carries at most. Up to the default of
	 * 32,768 output is sent as it comes; above, a message is filled before it is sent.
	 * @param bytes the size, 1 to 16 MiB
	 * @return a changed copy
	 */
	public SessionFault frameSize(int bytes) {
		Assert.isTrue(bytes >= 1 && bytes <= MAX_FRAME_SIZE, "The frame size must be between 1 byte and 16 MiB");
		SessionFault copy = new SessionFault(this);
		copy.frameSize = bytes;
		return copy;
	}

	/**
	 * Cut every message with output into WebSocket fragments.
	 * @param bytes the size of a fragment, at least 1
	 * @return a changed copy
	 */
	public SessionFault fragmented(int bytes) {
		Assert.isTrue(bytes >= 1, "A fragment must have a byte at least");
		SessionFault copy = new SessionFault(this);
		copy.fragmentSize = bytes;
		return copy;
	}

	/**
	 * Send output in text messages.
	 * @return a changed copy
	 */
	public SessionFault textMessages() {
		SessionFault copy = new SessionFault(this);
		copy.text = true;
		return copy;
	}

	/**
	 * Send an empty message and messages of unknown types in front of every message with
	 * output and of the exit frame.
	 * @return a changed copy
	 */
	public SessionFault unknownMessages() {
		SessionFault copy = new SessionFault(this);
		copy.noise = true;
		return copy;
	}

	/**
	 * Leave pings unanswered.
	 * @return a changed copy
	 */
	public SessionFault ignoringPings() {
		SessionFault copy = new SessionFault(this);
		copy.ignoringPings = true;
		return copy;
	}

	/**
	 * Drop the connection after so much output, and kill the command. With
	 * {@link ConnectionEnd#RESET} the client may lose output it has not read yet.
	 * @param bytes the number of bytes that are sent
	 * @param end how the connection ends
	 * @return a changed copy
	 */
	public SessionFault dropAfter(long bytes, ConnectionEnd end) {
		SessionFault copy = new SessionFault(this);
		copy.dropAfter = bytes;
		copy.dropEnd = end;
		return copy;
	}

	/**
	 * Send no more output after so much, nor the exit; pings are still answered.
	 * @param bytes the number of bytes that are sent
	 * @return a changed copy
	 */
	public SessionFault stallAfter(long bytes) {
		SessionFault copy = new SessionFault(this);
		copy.stallAfter = bytes;
		return copy;
	}

	/**
	 * End the session without an exit frame.
	 * @param closeCode the WebSocket close code, such as 1000 or 1011; any number is sent
	 * as it is
	 * @return a changed copy
	 */
	public SessionFault noExitFrame(int closeCode) {
		SessionFault copy = new SessionFault(this);
		copy.exitFrame = false;
		copy.closeCode = closeCode;
		return copy;
	}

	/**
	 * Report another exit code than the command's.
	 * @param exitCode the exit code
	 * @return a changed copy
	 */
	public SessionFault exitCode(int exitCode) {
		return exitPayload((byte) (exitCode >> 24), (byte) (exitCode >> 16), (byte) (exitCode >> 8), (byte) exitCode);
	}

	/**
	 * Send an exit frame with other bytes behind its type byte, fewer than four among
	 * them. Has no effect on {@code exec-ws}.
	 * @param payload the bytes
	 * @return a changed copy
	 */
	public SessionFault exitPayload(byte... payload) {
		SessionFault copy = new SessionFault(this);
		copy.exitPayload = payload.clone();
		return copy;
	}

	/**
	 * End the TCP connection right behind the close frame, without waiting for the
	 * client's.
	 * @return a changed copy
	 */
	public SessionFault closingAtOnce() {
		SessionFault copy = new SessionFault(this);
		copy.closingAtOnce = true;
		return copy;
	}

	@Nullable Fault refusal() {
		return this.refusal;
	}

	@Nullable String subprotocol() {
		return this.subprotocol;
	}

	int frameSize() {
		return this.frameSize;
	}

	int fragmentSize() {
		return this.fragmentSize;
	}

	boolean isText() {
		return this.text;
	}

	boolean isNoisy() {
		return this.noise;
	}

	boolean isIgnoringPings() {
		return this.ignoringPings;
	}

	boolean isClosingAtOnce() {
		return this.closingAtOnce;
	}

	long dropAfter() {
		return this.dropAfter;
	}

	ConnectionEnd dropEnd() {
		return this.dropEnd;
	}

	long stallAfter() {
		return this.stallAfter;
	}

	byte @Nullable [] exitPayload() {
		return this.exitPayload;
	}

	boolean hasExitFrame() {
		return this.exitFrame;
	}

	int closeCode() {
		return this.closeCode;
	}

}
