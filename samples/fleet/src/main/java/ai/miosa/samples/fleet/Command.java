package ai.miosa.samples.fleet;

/**
 * A line of {@code commands.csv}.
 *
 * @param key the key, unique in the file
 * @param computer the name of the computer in {@code computers.csv}
 * @param command the command
 */
record Command(String key, String computer, String command) {
}
