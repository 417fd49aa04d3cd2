package ai.miosa.spring.test.http;

/**
 * Takes the requests that a connection has received.
 */
public interface RequestHandler {

	/**
	 * Look at a request whose head has arrived; called on the event loop.
	 * @param head the request, with an empty body
	 * @param exchange the way back
	 * @return whether the body is wanted: if not, the exchange is in other hands
	 */
	boolean begin(ReceivedRequest head, Exchange exchange);

	/**
	 * Take a request that has arrived whole; called on the event loop.
	 * @param request the request
	 * @param exchange the way back
	 */
	void handle(ReceivedRequest request, Exchange exchange);

}
