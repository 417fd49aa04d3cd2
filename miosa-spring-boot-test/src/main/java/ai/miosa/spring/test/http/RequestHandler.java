package ai.miosa.spring.test.http;

/**
 * Handler of received requests.
 */
public interface RequestHandler {

	/**
	 * Inspect a request whose head has arrived; called on the event loop.
	 * @param head the request, with an empty body
	 * @param exchange the exchange for the response
	 * @return whether to read the body; otherwise, something else completes the exchange
	 */
	boolean begin(ReceivedRequest head, Exchange exchange);

	/**
	 * Handle a request that arrived completely; called on the event loop.
	 * @param request the request
	 * @param exchange the exchange for the response
	 */
	void handle(ReceivedRequest request, Exchange exchange);

}
