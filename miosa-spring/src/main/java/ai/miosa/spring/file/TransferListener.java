package ai.miosa.spring.file;

/**
 * Callback for the progress of a transfer. It is called by the thread of the transfer after each piece of content and after each file; an exception ends the transfer.
 */
@FunctionalInterface
public interface TransferListener {

	/**
	 * Handle progress.
	 * @param progress the progress so far
	 */
	void onProgress(TransferProgress progress);

}
