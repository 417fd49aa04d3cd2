/**
 * A computer as an MCP server.
 */
@NullMarked
package ai.miosa.samples.mcpserver;

import org.jspecify.annotations.NullMarked;
