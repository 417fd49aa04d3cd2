package ai.miosa.spring.benchmarks.session;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import ai.miosa.spring.benchmarks.server.ServerAddress;

/**
 * Output, in MiB a second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 3, time = 1)
@SuppressWarnings("NullAway.Init")
public class OutputBenchmark {

	private static final int MIB = 256;

	@Param({ "1024", "32768", "1048576" })
	private int frame;

	@Param({ "ws", "wss" })
	private String scheme;

	@Param
	private OutputSubject subject;

	private OutputReader reader;

	@Setup
	public void create() {
		this.reader = this.subject.reader(ServerAddress.get(), this.scheme.equals("wss"));
	}

	@Benchmark
	@OperationsPerInvocation(MIB)
	public long output() throws Exception {
		return this.reader.read(this.frame, MIB * 1024L * 1024L / this.frame);
	}

	@TearDown
	public void close() throws Exception {
		this.reader.close();
	}

}
