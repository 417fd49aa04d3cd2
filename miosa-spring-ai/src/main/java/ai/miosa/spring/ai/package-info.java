/**
 * Tools for language models that run commands on a computer. They need
 * {@code spring-ai-model} on the class path.
 */
@NullMarked
package ai.miosa.spring.ai;

import org.jspecify.annotations.NullMarked;
