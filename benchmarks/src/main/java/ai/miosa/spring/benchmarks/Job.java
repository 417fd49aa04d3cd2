package ai.miosa.spring.benchmarks;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

import org.springframework.context.ConfigurableApplicationContext;

import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.MiosaSession;

/**
 * A job of the starter on the local computer. It prints the lines that a session sends.
 */
final class Job implements SessionClient {

	@Override
	public Session open(String command, Consumer<ByteBuffer> output) {
		ConfigurableApplicationContext context = Application
			.start("--miosa.base-url=" + System.getProperty("benchmark.computer"));
		MiosaComputer computer = context.getBean(MiosaExecTemplate.class).computer();
		computer.bash("mkfifo lines").run().orThrow();
		MiosaJob job = context.getBean(MiosaJobs.class).job(computer.getId(), "cat lines").start();
		job.lines().subscribe((line) -> output.accept(ByteBuffer.allocate(1)));
		MiosaSession session = computer.spawn("cat >lines").open();
		return new Session(session::sendStdin, job.exitCode()::block, session::close);
	}

}
