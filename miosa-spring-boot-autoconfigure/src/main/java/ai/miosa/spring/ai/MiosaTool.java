package ai.miosa.spring.ai;

import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * The tools as a model sees them: names, descriptions and schemas.
 */
enum MiosaTool {

	BASH("bash", "Run a bash command", true, """
			Run a bash command on a Linux computer and wait until it ends. Returns the exit code, stdout and stderr. \
			Each call is a new shell: a changed directory or variable does not last, files do. There is no terminal \
			and no input. Example: {"command": "cd /srv/app && make test"}""", """
			{
			  "type": "object",
			  "properties": {
			    "command": {"type": "string", "description": "The command, of one or many lines"},
			    "timeout_seconds": {"type": "integer", "minimum": 1, "description": "Time limit, if it is to be \
			shorter than usual. The command is killed then."}
			  },
			  "required": ["command"],
			  "additionalProperties": false
			}"""),

	PYTHON("python", "Run python code", true, """
			Run python code on a Linux computer and wait until it ends. Returns the exit code, stdout and stderr: \
			print what you want to see. Each call is a new process: variables do not last, files do. \
			Example: {"code": "import json\\nprint(json.dumps([1, 2]))"}""", """
			{
			  "type": "object",
			  "properties": {
			    "code": {"type": "string", "description": "The python 3 code"},
			    "timeout_seconds": {"type": "integer", "minimum": 1, "description": "Time limit, if it is to be \
			shorter than usual. The code is killed then."}
			  },
			  "required": ["code"],
			  "additionalProperties": false
			}""");

	private final String name;

	private final String title;

	private final boolean destructive;

	private final ToolDefinition definition;

	MiosaTool(String name, String title, boolean destructive, String description, String inputSchema) {
		this.name = name;
		this.title = title;
		this.destructive = destructive;
		this.definition = ToolDefinition.builder().name(name).description(description).inputSchema(inputSchema).build();
	}

	String getName() {
		return this.name;
	}

	/**
	 * Return the name for people.
	 */
	String getTitle() {
		return this.title;
	}

	/**
	 * Return whether a call can change or destroy what is on the computer.
	 */
	boolean isDestructive() {
		return this.destructive;
	}

	ToolDefinition getDefinition() {
		return this.definition;
	}

}
