package ai.miosa.spring.file;

/**
 * Callback for the progress of a transfer. It is called by the thread that transfers,
 * after each piece of content and after each file; an exception that it throws ends the
 * transfer.
 */
@FunctionalInterface
public interface TransferListener {

	/**
	 * Handle progress.
	 * @param progress what has been transferred so far
	 */
	void onProgress(TransferProgress progress);

}
