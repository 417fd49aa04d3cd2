/**
 * Tools with which a language model works on a computer. They need
 * {@code spring-ai-model} on the class path.
 */
@NullMarked
package ai.miosa.spring.ai;

import org.jspecify.annotations.NullMarked;
