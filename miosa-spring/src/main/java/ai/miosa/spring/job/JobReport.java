package ai.miosa.spring.job;

import java.util.List;

/**
 * The status of a job with both ends of its output.
 *
 * @param status the status
 * @param directory the path on the computer of the directory with the complete output, in
 * the files {@code stdout} and {@code stderr}
 * @param output the pieces of both streams: the beginning and, if that is not all, the
 * end
 * @param diskFull whether the computer's disk was full after the end of the job, so that
 * output may be lost
 */
public record JobReport(JobStatus status, String directory, List<JobOutput> output, boolean diskFull) {

}
