package ai.miosa.spring.file;

/**
 * What a transfer has achieved so far.
 *
 * @param path the file that is being transferred: relative to the directory, or the path
 * of the single file
 * @param files the number of files that have been transferred to their end
 * @param bytes the number of bytes of content
 */
public record TransferProgress(String path, long files, long bytes) {

}
