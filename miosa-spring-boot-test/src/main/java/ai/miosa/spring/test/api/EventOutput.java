package ai.miosa.spring.test.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

import ai.miosa.spring.test.http.Json;
import ai.miosa.spring.test.process.CommandOutput.Source;
import ai.miosa.spring.test.process.OneShotResult;
import ai.miosa.spring.test.process.OneShotResult.End;
import ai.miosa.spring.test.process.OutputSink;

/**
 * Sends output as server-sent events, one for each line.
 */
final class EventOutput implements OutputSink {

	// Means to a client that the stream broke
	private static final int BROKEN = -2;

	private final Map<Source, ByteArrayOutputStream> lines = new EnumMap<>(Source.class);

	private final OutputStream out;

	private long size;

	private boolean closed;

	EventOutput(OutputStream out) {
		this.out = out;
		for (Source source : Source.values()) {
			this.lines.put(source, new ByteArrayOutputStream());
		}
	}

	@Override
	public synchronized void append(Source source, byte[] bytes, int length) throws IOException {
		// The exit event may have been sent, after which the connection belongs to
		// another request
		if (this.closed) {
			return;
		}
		for (int i = 0; i < length; i++) {
			if (bytes[i] == '\n') {
				sendLine(source);
			}
			else {
				line(source).write(bytes[i]);
			}
		}
		this.size += length;
		this.out.flush();
	}

	private void sendLine(Source source) throws IOException {
		String line = line(source).toString(StandardCharsets.UTF_8);
		line(source).reset();
		send((source == Source.STDOUT) ? "stdout" : "stderr", Map.of("line", line));
	}

	private ByteArrayOutputStream line(Source source) {
		return Objects.requireNonNull(this.lines.get(source));
	}

	private void send(String event, Map<String, Object> data) throws IOException {
		this.out.write(("event: " + event + "\ndata: ").getBytes(StandardCharsets.UTF_8));
		this.out.write(Json.bytes(data));
		this.out.write("\n\n".getBytes(StandardCharsets.UTF_8));
	}

	synchronized void end(OneShotResult result) throws IOException {
		for (Source source : Source.values()) {
			if (line(source).size() > 0) {
				sendLine(source);
			}
		}
		if (result.end() == End.POWER_OFF) {
			send("exit", Map.of("exit_code", BROKEN, "timed_out", false, "error",
					Map.of("code", "AGENT_UNREACHABLE", "message", "The agent did not answer", "retryable", false)));
		}
		else {
			send("exit", Map.of("exit_code", result.exitCode(), "timed_out", result.end() == End.TIMED_OUT));
		}
	}

	@Override
	public synchronized long size() {
		return this.size;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
	}

}
