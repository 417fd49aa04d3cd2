package ai.miosa.samples.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.stream.Collectors;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.FlatFileItemWriter;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemWriterBuilder;
import org.springframework.batch.infrastructure.item.file.transform.FieldSet;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.FileSystemResource;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import ai.miosa.spring.batch.MiosaCommandItemProcessor;
import ai.miosa.spring.batch.MiosaCommandOutcome;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJobs;

/**
 * The batch job: reads commands, runs them and writes their results.
 */
@Configuration(proxyBeanMethods = false)
class FleetConfiguration {

	@Bean
	Job fleet(JobRepository jobRepository, Step commands) {
		return new JobBuilder("fleet", jobRepository).start(commands).build();
	}

	@Bean
	Step commands(JobRepository jobRepository, FlatFileItemReader<Command> reader,
			MiosaCommandItemProcessor<Command> processor, FlatFileItemWriter<MiosaCommandOutcome<Command>> writer,
			Progress progress, FleetProperties properties) {
		return new StepBuilder("commands", jobRepository)
			.<Command, MiosaCommandOutcome<Command>>chunk(properties.chunkSize())
			.reader(reader)
			.processor(processor)
			.writer(writer)
			.listener(progress)
			.build();
	}

	@Bean
	FlatFileItemReader<Command> reader(FleetProperties properties) {
		return new FlatFileItemReaderBuilder<Command>().name("commands")
			.resource(new FileSystemResource(properties.commands()))
			.linesToSkip(1)
			.delimited()
			.names("key", "computer", "command")
			.fieldSetMapper(
					(fields) -> new Command(field(fields, "key"), field(fields, "computer"), field(fields, "command")))
			.build();
	}

	private static String field(FieldSet fields, String name) {
		String value = fields.readString(name);
		Assert.hasText(value, () -> "A line of the commands has no " + name);
		return value;
	}

	@Bean
	MiosaCommandItemProcessor<Command> processor(MiosaJobs jobs, JobRepository jobRepository,
			FleetProperties properties) throws IOException {
		Map<String, String> computers = computers(properties);
		MiosaCommandItemProcessor<Command> processor = new MiosaCommandItemProcessor<>(jobs, jobRepository,
				(command) -> {
					String computerId = computers.get(command.computer());
					Assert.state(computerId != null, () -> "computers.csv has no computer named " + command.computer());
					return jobs.job(computerId, command.command()).timeout(properties.timeout());
				}, Command::key);
		processor.setMaxPerComputer(properties.maxPerComputer());
		return processor;
	}

	static Map<String, String> computers(FleetProperties properties) throws IOException {
		return Files.readAllLines(properties.computers())
			.stream()
			.skip(1)
			.filter(StringUtils::hasText)
			.map((line) -> line.split(","))
			.peek((fields) -> Assert.state(fields.length == 2, "A line of computers.csv is not 'name,id'"))
			.collect(Collectors.toMap((fields) -> fields[0].strip(), (fields) -> fields[1].strip()));
	}

	@Bean
	FlatFileItemWriter<MiosaCommandOutcome<Command>> writer(FleetProperties properties) {
		return new FlatFileItemWriterBuilder<MiosaCommandOutcome<Command>>().name("results")
			.resource(new FileSystemResource(properties.results()))
			.headerCallback((header) -> header.write("key,computer,state,exitCode,stdoutBytes,stderrBytes"))
			.lineAggregator(FleetConfiguration::line)
			// Lines of which the database does not know are cut off on a restart. Those
			// that
			// it knows must be in the file by then, not in a buffer until the commit
			.transactional(false)
			.build();
	}

	private static String line(MiosaCommandOutcome<Command> outcome) {
		JobStatus status = outcome.status();
		return String.join(",", outcome.item().key(), outcome.item().computer(), status.state().name(),
				(status.exitCode() != null) ? status.exitCode().toString() : "", String.valueOf(status.stdoutSize()),
				String.valueOf(status.stderrSize()));
	}

}
