/**
 * Files on a computer, moved by sessions.
 */
@NullMarked
package ai.miosa.spring.file;

import org.jspecify.annotations.NullMarked;
