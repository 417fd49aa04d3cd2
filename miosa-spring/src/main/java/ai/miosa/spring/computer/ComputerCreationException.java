package ai.miosa.spring.computer;

import ai.miosa.spring.MiosaException;

/**
 * Lost response to a creation, after which the computer may exist. The request was not
 * sent again, and the computer was not found. {@link MiosaComputers#findByName(String)}
 * reports later whether it exists.
 */
public class ComputerCreationException extends MiosaException {

	private final String name;

	private final String idempotencyKey;

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param name the name of the computer
	 * @param idempotencyKey the {@code Idempotency-Key} of the request, which is also in
	 * the computer's metadata
	 * @param cause how the response was lost
	 */
	public ComputerCreationException(String message, String name, String idempotencyKey, MiosaException cause) {
		super(message + " [name=" + name + ", idempotency key=" + idempotencyKey + "]", null, true, cause);
		this.name = name;
		this.idempotencyKey = idempotencyKey;
	}

	/**
	 * Return the name of the computer.
	 * @return the name to look for
	 */
	public String getName() {
		return this.name;
	}

	/**
	 * Return the key of the creation.
	 * @return the {@code Idempotency-Key}
	 */
	public String getIdempotencyKey() {
		return this.idempotencyKey;
	}

}
