package ai.miosa.spring.ai;

import java.io.OutputStream;
import java.util.Base64;
import java.util.Map;

import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mockito.Answers;

import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.file.MiosaFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

class MiosaMcpToolsTests {

	private static final byte[] JPEG = { (byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0 };

	@Test
	@Tag("thorough")
	void imageIsContentOfItsType() {
		MiosaExecOperations operations = mock(Answers.RETURNS_DEEP_STUBS);
		given(operations.computer().getId()).willReturn("cmp_1");
		MiosaFiles files = operations.computer("cmp_1").files();
		willAnswer((read) -> {
			read.<OutputStream>getArgument(1).write(JPEG);
			return null;
		}).given(files).read(eq("plot.jpg"), any(OutputStream.class));
		SyncToolSpecification view = MiosaMcpTools
			.toStatelessSpecifications(MiosaTools.builder(operations, mock()).build())
			.stream()
			.filter((tool) -> tool.tool().name().equals("view_image"))
			.findFirst()
			.orElseThrow();
		assertThat(view.callHandler()
			.apply(null, CallToolRequest.builder("view_image").arguments(Map.of("path", "plot.jpg")).build())
			.content()).singleElement().satisfies((content) -> {
				assertThat(((ImageContent) content).mimeType()).isEqualTo("image/jpeg");
				assertThat(((ImageContent) content).data()).isEqualTo(Base64.getEncoder().encodeToString(JPEG));
			});
	}

}
