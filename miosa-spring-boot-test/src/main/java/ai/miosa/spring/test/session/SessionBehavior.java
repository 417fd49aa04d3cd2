package ai.miosa.spring.test.session;

import org.jspecify.annotations.Nullable;

/**
 * Behavior of a session.
 *
 * @param subprotocol the subprotocol to echo, or {@code null} for none
 * @param answeringPings whether pings are answered
 * @param framing how output is cut into messages
 * @param cut where output breaks off
 * @param ending how the session ends
 */
public record SessionBehavior(@Nullable String subprotocol, boolean answeringPings, Framing framing, Cut cut,
		Ending ending) {

	/** Normal behavior. */
	public static final SessionBehavior GOOD = new SessionBehavior(ExecV1Protocol.SUBPROTOCOL, true,
			new Framing(32 * 1024, Integer.MAX_VALUE, false, false), new Cut(Long.MAX_VALUE, false, Long.MAX_VALUE),
			new Ending(null, null, false));

	public SessionBehavior with(Framing framing) {
		return new SessionBehavior(this.subprotocol, this.answeringPings, framing, this.cut, this.ending);
	}

	public SessionBehavior with(Cut cut) {
		return new SessionBehavior(this.subprotocol, this.answeringPings, this.framing, cut, this.ending);
	}

	public SessionBehavior with(Ending ending) {
		return new SessionBehavior(this.subprotocol, this.answeringPings, this.framing, this.cut, ending);
	}

	/**
	 * How output is cut into messages.
	 *
	 * @param frameSize the maximum number of bytes of output in a message
	 * @param fragmentSize the maximum number of bytes in a WebSocket fragment
	 * @param text whether messages are text
	 * @param noisy whether empty and unknown messages come in between
	 */
	public record Framing(int frameSize, int fragmentSize, boolean text, boolean noisy) {

	}

	/**
	 * Where output breaks off.
	 *
	 * @param dropAfter the bytes after which the connection ends
	 * @param reset whether it is reset then
	 * @param stallAfter the bytes after which nothing more is sent
	 */
	public record Cut(long dropAfter, boolean reset, long stallAfter) {

		long next() {
			return Math.min(this.dropAfter, this.stallAfter);
		}

	}

	/**
	 * How the session ends.
	 *
	 * @param exitPayload the payload of the exit frame, or {@code null} for the command's
	 * exit code
	 * @param closeCodeAlone the close code that is sent without an exit frame, or
	 * {@code null} for an ending with it
	 * @param immediate whether the connection ends without waiting for the client's close
	 * frame
	 */
	public record Ending(byte @Nullable [] exitPayload, @Nullable Integer closeCodeAlone, boolean immediate) {

	}

}
