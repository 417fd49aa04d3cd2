package ai.miosa.spring.computer;

import java.time.Duration;

/**
 * Specification of a computer or sandbox to create. Options that are not set have the
 * defaults of the application and otherwise those of the server. Not thread-safe.
 * {@code toString()} shows neither the environment nor the setup file.
 */
public interface ComputerSpec {

	/**
	 * Set the name.
	 * @param name the name; by default the configured prefix and random characters
	 * @return this specification
	 * @throws IllegalArgumentException if the name is blank
	 */
	ComputerSpec name(String name);

	/**
	 * Set the template.
	 * @param template the template, such as {@code miosa-desktop} or
	 * {@code miosa-sandbox}
	 * @return this specification
	 * @throws IllegalArgumentException if the template is blank
	 */
	ComputerSpec template(String template);

	/**
	 * Set the size.
	 * @param size the size: {@code xs}, {@code small}, {@code medium}, {@code large} or
	 * {@code xl}
	 * @return this specification
	 * @throws IllegalArgumentException if the size is blank
	 */
	ComputerSpec size(String size);

	/**
	 * Add metadata.
	 * @param name the name. Names that begin with {@code miosa_spring_} are reserved
	 * @param value the value, which must not be secret
	 * @return this specification
	 * @throws IllegalArgumentException if the name is blank or reserved
	 */
	ComputerSpec metadata(String name, String value);

	/**
	 * Set an environment variable of all processes of a sandbox.
	 * @param name the name, {@code [A-Za-z_][A-Za-z0-9_]*}
	 * @param value the value, which may be secret
	 * @return this specification
	 * @throws IllegalArgumentException if the name does not match, the value contains
	 * NUL, or this is the specification of a computer, which has no environment
	 */
	ComputerSpec env(String name, String value);

	/**
	 * Set a script that the computer runs once, in the background, when it is ready.
	 * @param setupFile the script, at most 65,536 bytes in UTF-8, which may be secret
	 * @return this specification
	 * @throws IllegalArgumentException if the script is longer or contains NUL
	 */
	ComputerSpec setupFile(String setupFile);

	/**
	 * Set the idle time after which the server stops the computer.
	 * @param autoStop the time, at least one second
	 * @return this specification
	 * @throws IllegalArgumentException if the time is shorter
	 */
	ComputerSpec autoStop(Duration autoStop);

	/**
	 * Set the maximum lifetime, at the end of which the server destroys a sandbox. It
	 * cannot limit the lifetime of a computer: it stops a computer that is idle for that
	 * long, but never destroys it.
	 * @param maxLifetime the time, at least one second; one hour by default for an
	 * ephemeral computer, else unlimited
	 * @return this specification
	 * @throws IllegalArgumentException if the time is shorter
	 */
	ComputerSpec maxLifetime(Duration maxLifetime);

	/**
	 * Set any other field of the API's request, such as {@code visibility} or
	 * {@code project_id}.
	 * @param name the name of the field
	 * @param value a string, whole number, boolean, list or map of these
	 * @return this specification
	 * @throws IllegalArgumentException if the name is blank or that of a field with its
	 * own method, or the value is anything else
	 */
	ComputerSpec field(String name, Object value);

}
