package ai.miosa.spring.file;

/**
 * Progress of a transfer.
 *
 * @param path the file that is being transferred: relative to the directory, or the path
 * of the single file
 * @param files the number of files that were transferred completely
 * @param bytes the number of bytes of content
 */
public record TransferProgress(String path, long files, long bytes) {

}
