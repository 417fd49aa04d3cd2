/**
 * Files on a computer, transferred over sessions.
 */
@NullMarked
package ai.miosa.spring.file;

import org.jspecify.annotations.NullMarked;
