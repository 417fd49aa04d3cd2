package ai.miosa.spring.session.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.springframework.util.Assert;

/**
 * The {@code exec-ws} protocol: raw messages, the exit code in the close code.
 */
final class ExecWsCodec implements SessionCodec {

	@Override
	public UpgradeRequest upgrade(SessionRequest request) {
		Assert.isTrue(request.workingDirectory() == null, "The exec-ws protocol cannot carry a working directory");
		Assert.isTrue(request.env().isEmpty(), "The exec-ws protocol cannot carry environment variables");
		Assert.isTrue(request.args().isEmpty(), "The exec-ws protocol cannot carry arguments");
		List<Map.Entry<String, String>> query = new ArrayList<>();
		query.add(Map.entry("command", request.command()));
		OutgoingMessage first = null;
		if (request.pty()) {
			query.add(Map.entry("pty", "true"));
			first = newEncoder().resize(request.columns(), request.rows());
		}
		return new UpgradeRequest(List.of("computers", request.computerId(), "exec", "ws"), query, null, first);
	}

	@Override
	public SessionEncoder newEncoder() {
		return new ExecWsEncoder();
	}

	@Override
	public SessionDecoder newDecoder() {
		return new ExecWsDecoder();
	}

}
