package ai.miosa.samples.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import ai.miosa.spring.test.MiosaLocalComputer;

/**
 * The files of a fleet of local computers.
 */
final class Fleet {

	private Fleet() {
	}

	/**
	 * Write the files.
	 * @param directory the directory
	 * @param local what adds the computers
	 * @param computers the number of computers
	 * @param commands the number of commands
	 * @param command the command, in which {@code %d} is its number
	 */
	static void write(Path directory, MiosaLocalComputer local, int computers, int commands, String command)
			throws IOException {
		List<String> names = new ArrayList<>(List.of("name,id"));
		IntStream.range(0, computers).forEach((i) -> names.add("computer-" + i + "," + local.addComputer()));
		List<String> lines = new ArrayList<>(List.of("key,computer,command"));
		IntStream.range(0, commands)
			.forEach(
					(i) -> lines.add("%d,computer-%d,%s".formatted(i, i * computers / commands, command.formatted(i))));
		Files.createDirectories(directory);
		Files.write(directory.resolve("computers.csv"), names);
		Files.write(directory.resolve("commands.csv"), lines);
	}

}
