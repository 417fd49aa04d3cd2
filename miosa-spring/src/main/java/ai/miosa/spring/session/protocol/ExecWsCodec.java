package ai.miosa.spring.session.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.session.SessionOptions;

/**
 * The {@code exec-ws} protocol: raw messages, with the exit code in the close code.
 */
final class ExecWsCodec implements SessionCodec {

	@Override
	public String[] path(String computerId) {
		return new String[] { "computers", computerId, "exec", "ws" };
	}

	@Override
	public List<Map.Entry<String, String>> query(String command, SessionOptions options) {
		Assert.isTrue(options.getWorkingDirectory() == null, "The exec-ws protocol cannot carry a working directory");
		Assert.isTrue(options.getEnv().isEmpty(), "The exec-ws protocol cannot carry environment variables");
		Assert.isTrue(options.getArgs().isEmpty(), "The exec-ws protocol cannot carry arguments");
		List<Map.Entry<String, String>> query = new ArrayList<>();
		query.add(Map.entry("command", command));
		if (SessionCodec.terminalSize(options) != null) {
			query.add(Map.entry("pty", "true"));
		}
		return query;
	}

	@Override
	public @Nullable String subprotocol() {
		return null;
	}

	@Override
	public SessionEncoder newEncoder() {
		return new ExecWsEncoder();
	}

	@Override
	public SessionDecoder newDecoder(SessionEvents events) {
		return new ExecWsDecoder(events);
	}

}
