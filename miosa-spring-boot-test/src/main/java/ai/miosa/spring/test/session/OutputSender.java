package ai.miosa.spring.test.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import ai.miosa.spring.test.http.Channels;
import ai.miosa.spring.test.process.CommandOutput.Source;
import ai.miosa.spring.test.process.OutputTail;
import ai.miosa.spring.text.Utf8Decoder;

/**
 * Sends a process's output as fast as the client reads it: a thread with output waits
 * until the channel is writable, so that nothing accumulates.
 */
final class OutputSender implements OutputTail.Progress {

	private static final int READ_SIZE = 32 * 1024;

	private static final int UNKNOWN_TYPE = 0x7f;

	private final Object writability = new Object();

	private final Utf8Decoder stdoutDecoder = Utf8Decoder.replacing();

	private final Utf8Decoder stderrDecoder = Utf8Decoder.replacing();

	private final Channel channel;

	private final ServerProtocol protocol;

	private final SessionBehavior behavior;

	private final Consumer<Boolean> drop;

	private volatile long sent;

	private volatile boolean busy;

	private volatile boolean clientClosed;

	private boolean ended;

	OutputSender(Channel channel, ServerProtocol protocol, SessionBehavior behavior, Consumer<Boolean> drop) {
		this.channel = channel;
		this.protocol = protocol;
		this.behavior = behavior;
		this.drop = drop;
	}

	// Send a stream to its end
	void pump(Source source, InputStream stream) {
		int frameSize = this.behavior.framing().frameSize();
		byte[] buffer = new byte[Math.max(READ_SIZE, frameSize)];
		try (stream) {
			for (int count = read(stream, buffer); count > 0; count = read(stream, buffer)) {
				for (int offset = 0; offset < count; offset += frameSize) {
					send(source, buffer, offset, Math.min(frameSize, count - offset));
				}
			}
		}
		catch (IOException ex) {
			// The client has disconnected, or the process of a terminal has ended
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private int read(InputStream stream, byte[] buffer) throws IOException {
		return (buffer.length > READ_SIZE) ? stream.readNBytes(buffer, 0, buffer.length) : stream.read(buffer);
	}

	private synchronized void send(Source source, byte[] bytes, int offset, int length)
			throws IOException, InterruptedException {
		if (this.ended) {
			throw new ClosedChannelException();
		}
		this.busy = true;
		awaitWritable();
		long left = this.behavior.cut().next() - this.sent;
		int part = (int) Math.min(length, left);
		if (part > 0) {
			sendNoise();
			sendMessage(message(source, bytes, offset, part));
		}
		this.sent += part;
		if (this.sent >= this.behavior.cut().dropAfter()) {
			this.drop.accept(this.behavior.cut().reset());
			throw new ClosedChannelException();
		}
		if (part < length) {
			awaitEndOfConnection();
		}
		this.busy = false;
	}

	private void awaitEndOfConnection() throws InterruptedException {
		synchronized (this.writability) {
			while (this.channel.isActive()) {
				this.writability.wait();
			}
		}
	}

	private ByteBuf message(Source source, byte[] bytes, int offset, int length) {
		ByteBuf message = this.channel.alloc().ioBuffer(length + 1);
		this.protocol.beginOutput(source, message);
		if (!this.behavior.framing().text()) {
			return message.writeBytes(bytes, offset, length);
		}
		Utf8Decoder decoder = (source == Source.STDOUT) ? this.stdoutDecoder : this.stderrDecoder;
		message.writeCharSequence(decoder.decode(ByteBuffer.wrap(bytes, offset, length)), StandardCharsets.UTF_8);
		return message;
	}

	private void sendMessage(ByteBuf body) {
		int size = this.behavior.framing().fragmentSize();
		boolean last = body.readableBytes() <= size;
		ByteBuf first = last ? body : body.readRetainedSlice(size);
		write(this.behavior.framing().text() ? new TextWebSocketFrame(last, 0, first)
				: new BinaryWebSocketFrame(last, 0, first));
		while (!last) {
			last = body.readableBytes() <= size;
			write(new ContinuationWebSocketFrame(last, 0, last ? body : body.readRetainedSlice(size)));
		}
		this.channel.flush();
	}

	void sendControl(ByteBuf body) {
		this.channel.writeAndFlush(new BinaryWebSocketFrame(body));
	}

	private void sendNoise() {
		if (this.behavior.framing().noisy()) {
			write(new BinaryWebSocketFrame());
		}
		if (this.behavior.framing().noisy() && this.protocol.isTyped()) {
			write(new BinaryWebSocketFrame(ExecV1Protocol.message(UNKNOWN_TYPE, (byte) 'x')));
			write(new BinaryWebSocketFrame(ExecV1Protocol.message(UNKNOWN_TYPE)));
		}
	}

	private void write(WebSocketFrame frame) {
		this.channel.write(frame);
	}

	private void awaitWritable() throws IOException, InterruptedException {
		synchronized (this.writability) {
			while (this.channel.isActive() && !this.channel.isWritable()) {
				this.writability.wait();
			}
		}
		if (!this.channel.isActive()) {
			throw new ClosedChannelException();
		}
	}

	// Called by the event loop when the channel has become writable or has ended
	void channelChanged() {
		synchronized (this.writability) {
			this.writability.notifyAll();
		}
	}

	// Send the exit and the close frame after all output, in one write
	synchronized void end(int exitCode) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		if (this.sent >= this.behavior.cut().stallAfter()) {
			return;
		}
		sendNoise();
		int closeCode = this.protocol.closeCode(exitCode);
		SessionBehavior.Ending ending = this.behavior.ending();
		if (ending.closeCodeAlone() != null) {
			closeCode = ending.closeCodeAlone();
		}
		else if (this.protocol.isTyped()) {
			byte[] payload = ending.exitPayload();
			write(new BinaryWebSocketFrame(ExecV1Protocol.message(ExecV1Protocol.EXIT,
					(payload != null) ? payload : Unpooled.copyInt(exitCode).array())));
		}
		// Not every code that this protocol uses is one that Netty allows
		write(new CloseWebSocketFrame(true, 0, Unpooled.copyShort(closeCode)));
		this.channel.flush();
		if (this.clientClosed || ending.immediate()) {
			Channels.finish(this.channel);
		}
	}

	// The client has sent its close frame before the server, and waits for the connection
	// to end
	void clientHasClosed() {
		this.clientClosed = true;
	}

	@Override
	public long count() {
		return this.sent;
	}

	@Override
	public boolean isBlocked() {
		return this.busy;
	}

}
