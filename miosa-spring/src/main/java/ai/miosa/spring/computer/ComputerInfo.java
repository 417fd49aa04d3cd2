package ai.miosa.spring.computer;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.text.PreviewUrl;

/**
 * Description of a computer or sandbox at the time of the server's response.
 *
 * @param kind whether it is a computer or a sandbox
 * @param id the id
 * @param name the name, which need not be unique, or {@code null} if it has none
 * @param status the status
 * @param template the template it was created from, or {@code null} if unknown
 * @param size the size, or {@code null} if unknown
 * @param metadata the metadata, including that of this library
 * @param createdAt the time of its creation, or {@code null} if unknown
 * @param updatedAt the time of its last change, or {@code null} if unknown
 * @param slug the name in its preview URLs, or {@code null} if unknown
 * @param previewDomain the domain of its preview URLs, or {@code null} if unknown
 * @param setupStatus {@code pending}, {@code running}, {@code done} or {@code failed}, or
 * {@code null} if it has no setup
 */
public record ComputerInfo(ComputerKind kind, String id, @Nullable String name, ComputerStatus status,
		@Nullable String template, @Nullable String size, Map<String, String> metadata, @Nullable Instant createdAt,
		@Nullable Instant updatedAt, @Nullable String slug, @Nullable String previewDomain,
		@Nullable String setupStatus) {

	public ComputerInfo {
		metadata = Map.copyOf(metadata);
	}

	/**
	 * Return the public URL of a port of the computer.
	 * @param port the port, 1 to 65535
	 * @return the URL, or {@code null} if the server sent no slug or no domain
	 */
	public @Nullable URI previewUrl(int port) {
		return PreviewUrl.of(port, this.slug, this.previewDomain);
	}

}
