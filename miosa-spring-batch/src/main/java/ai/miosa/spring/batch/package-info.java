/**
 * Steps of Spring Batch that run commands on computers, and survive a restart of the
 * application.
 */
@NullMarked
package ai.miosa.spring.batch;

import org.jspecify.annotations.NullMarked;
