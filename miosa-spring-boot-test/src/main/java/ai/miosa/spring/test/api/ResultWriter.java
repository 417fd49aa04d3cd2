package ai.miosa.spring.test.api;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import ai.miosa.spring.test.http.Answer;
import ai.miosa.spring.test.process.CommandOutput;
import ai.miosa.spring.test.process.CommandOutput.Source;
import ai.miosa.spring.test.process.OneShotResult;
import ai.miosa.spring.test.process.OneShotResult.End;

/**
 * Writes the result of a command incrementally, so that its output is not copied in
 * memory.
 */
final class ResultWriter {

	private static final JsonFactory FACTORY = new JsonFactory();

	private final ResultFormat format;

	private final JsonGenerator json;

	private ResultWriter(ResultFormat format, JsonGenerator json) {
		this.format = format;
		this.json = json;
	}

	// Answer as the routes "exec" and "exec/python" of computers do.
	static Answer exec(OneShotResult result, CommandOutput output, ResultFormat format) {
		return answer(format, null, (writer) -> {
			writer.text("output", output.text());
			writer.text("stdout", output.text(Source.STDOUT));
			writer.text("stderr", output.text(Source.STDERR));
			writer.number("exit_code", result.exitCode());
			writer.flag("success", result.exitCode() == 0);
		});
	}

	// Answer as the route "exec" of sandboxes does.
	static Answer sandboxExec(OneShotResult result, CommandOutput output, ResultFormat format) {
		return answer(format, "data", (writer) -> writer.common(result, output));
	}

	// Answer as the route "commands" does.
	static Answer commands(OneShotResult result, CommandOutput output, ResultFormat format) {
		return answer(format, "data", (writer) -> {
			writer.common(result, output);
			writer.flag("stdout_truncated", output.isCut(Source.STDOUT));
			writer.flag("stderr_truncated", output.isCut(Source.STDERR));
		});
	}

	private void common(OneShotResult result, CommandOutput output) {
		text("stdout", output.text(Source.STDOUT));
		text("stderr", output.text(Source.STDERR));
		number("exit_code", result.exitCode());
		number("duration_ms", result.duration().toMillis());
		flag("timed_out", result.end() == End.TIMED_OUT);
	}

	private static Answer answer(ResultFormat format, @Nullable String wrapper, Consumer<ResultWriter> fields) {
		return new Answer(200, Map.of("Content-Type", "application/json"),
				(out) -> write(format, format.wrapper(wrapper), fields, out));
	}

	private static void write(ResultFormat format, @Nullable String wrapper, Consumer<ResultWriter> fields,
			OutputStream out) {
		Writer utf8 = new OutputStreamWriter(out, StandardCharsets.UTF_8);
		try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), utf8)) {
			json.writeStartObject();
			if (wrapper != null) {
				json.writeName(wrapper);
				json.writeStartObject();
			}
			fields.accept(new ResultWriter(format, json));
			if (wrapper != null) {
				json.writeEndObject();
			}
			json.writeEndObject();
		}
	}

	private void text(String name, Reader value) {
		if (this.format.has(name)) {
			this.json.writeName(name).writeString(value, -1);
		}
	}

	private void number(String name, long value) {
		if (this.format.has(name)) {
			this.json.writeName(name).writeNumber(value);
		}
	}

	private void flag(String name, boolean value) {
		if (this.format.has(name)) {
			this.json.writeName(name).writeBoolean(value);
		}
	}

}
