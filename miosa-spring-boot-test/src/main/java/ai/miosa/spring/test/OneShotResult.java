package ai.miosa.spring.test;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import tools.jackson.core.JsonGenerator;

import ai.miosa.spring.test.CommandOutput.Source;

/**
 * How a command ended, and its output.
 */
record OneShotResult(int exitCode, CommandOutput output) {

	Answer answer(ResultFormat format) {
		return new Answer(200, Map.of("Content-Type", "application/json"), (out) -> write(format, out));
	}

	// Write the JSON piece by piece: the output may be as large as memory allows once,
	// not
	// several times over.
	private void write(ResultFormat format, OutputStream out) {
		Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
		try (JsonGenerator json = Json.MAPPER.createGenerator(writer)) {
			json.writeStartObject();
			String wrapper = format.shape().wrapper();
			if (wrapper != null) {
				json.writeName(wrapper);
				json.writeStartObject();
			}
			if (format.has("output")) {
				json.writeName("output").writeString(this.output.text(), -1);
			}
			if (format.has("stdout")) {
				json.writeName("stdout").writeString(this.output.text(Source.STDOUT), -1);
			}
			if (format.has("stderr")) {
				json.writeName("stderr").writeString(this.output.text(Source.STDERR), -1);
			}
			if (format.has("exit_code")) {
				json.writeName("exit_code").writeNumber(this.exitCode);
			}
			if (format.has("success")) {
				json.writeName("success").writeBoolean(this.exitCode == 0);
			}
			if (wrapper != null) {
				json.writeEndObject();
			}
			json.writeEndObject();
		}
	}

}
