/**
 * Implementation of jobs: the calls of the script on the computer, the start of jobs, the
 * wait for their end and their output. Internal.
 */
@NullMarked
package ai.miosa.spring.job.client;

import org.jspecify.annotations.NullMarked;
