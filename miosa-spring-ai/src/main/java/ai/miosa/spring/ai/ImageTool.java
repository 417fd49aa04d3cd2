package ai.miosa.spring.ai;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

import org.springframework.util.MimeType;

import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.file.MiosaFileException;
import ai.miosa.spring.file.MiosaFiles;

/**
 * The tool that shows an image file to the model.
 */
final class ImageTool implements ToolHandler {

	// In base64 below the 5 MB that Anthropic's API accepts
	private static final long MAX_SIZE = 3_500_000;

	// The first bytes of the formats that the APIs of all models accept
	private static final Map<String, MimeType> FORMATS = Map.of("89504e470d0a1a0a", MimeType.valueOf("image/png"),
			"ffd8ff", MimeType.valueOf("image/jpeg"));

	private final MiosaExecOperations operations;

	private final ToolAdmission admission;

	ImageTool(MiosaExecOperations operations, ToolAdmission admission) {
		this.operations = operations;
		this.admission = admission;
	}

	@Override
	public ToolAnswer handle(ToolCall call) {
		String path = call.arguments().text(call.tool().getContent());
		String computerId = this.admission.admit(call);
		MiosaFiles files = this.operations.computer(computerId).files();
		String approved = this.admission.approve(call, computerId, path);
		try {
			ImageContent content = new ImageContent();
			files.read(approved, content);
			byte[] image = content.toByteArray();
			return ToolAnswer.of(type(image), image);
		}
		catch (MiosaFileException ex) {
			throw new ToolFailedException("The file cannot be read: " + ex.getReason(), ex);
		}
		catch (IllegalArgumentException ex) {
			throw ToolFailedException.rejected("the path is not valid.");
		}
	}

	private static MimeType type(byte[] image) {
		String beginning = HexFormat.of().formatHex(Arrays.copyOf(image, 8));
		return FORMATS.entrySet()
			.stream()
			.filter((format) -> beginning.startsWith(format.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElseThrow(() -> new ToolFailedException("The file is not a PNG or JPEG image."));
	}

	/**
	 * Content of a file, which ends the reading if it is too large.
	 */
	private static final class ImageContent extends ByteArrayOutputStream {

		@Override
		public synchronized void write(byte[] bytes, int offset, int length) {
			if (this.count + length > MAX_SIZE) {
				throw new ToolFailedException("The image must not exceed " + MAX_SIZE + " bytes. Scale it down.");
			}
			super.write(bytes, offset, length);
		}

	}

}
