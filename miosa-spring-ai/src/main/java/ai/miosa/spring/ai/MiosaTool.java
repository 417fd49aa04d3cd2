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
			}"""),

	START_JOB("start_job", "Start a job", true,
			"""
					Start a bash command that takes long as a job on a Linux computer, without waiting for its end. Returns the \
					job's id for job_status, job_output and kill_job. The job goes on whatever happens to the connection. \
					Example: {"command": "cd /srv/app && make all"}""",
			"""
					{
					  "type": "object",
					  "properties": {
					    "command": {"type": "string", "description": "The command, of one or many lines"}
					  },
					  "required": ["command"],
					  "additionalProperties": false
					}"""),

	JOB_STATUS("job_status", "Look at a job", false,
			"""
					Tell whether a job still runs, its exit code if it has ended, and how much output it has. Waits for the end \
					if it is told to. Example: {"job": "ai-0123456789abcdef", "wait_seconds": 30}""",
			"""
					{
					  "type": "object",
					  "properties": {
					    "job": {"type": "string", "description": "The id that start_job returned"},
					    "wait_seconds": {"type": "integer", "minimum": 0, "maximum": 60, "description": "How long to wait for \
					the end, not at all by default"}
					  },
					  "required": ["job"],
					  "additionalProperties": false
					}"""),

	JOB_OUTPUT("job_output", "Read the output of a job", false,
			"""
					Read the output of a job, page by page, while it runs or when it has ended, or the whole output of a call of \
					bash or python that has shown a part. Tells which bytes it returns: ask for the next page at the byte after. \
					Example: {"job": "ai-0123456789abcdef", "offset": 12000}""",
			"""
					{
					  "type": "object",
					  "properties": {
					    "job": {"type": "string", "description": "The id that start_job returned, or the one that a call has named for its output"},
					    "stream": {"type": "string", "enum": ["stdout", "stderr"], "description": "Which output, stdout by \
					default"},
					    "offset": {"type": "integer", "minimum": 0, "description": "The byte to begin at, 0 by default"}
					  },
					  "required": ["job"],
					  "additionalProperties": false
					}"""),

	KILL_JOB("kill_job", "Kill a job", true, """
			End a job and all of its processes, with SIGTERM and ten seconds later SIGKILL. Returns how it ended. \
			Example: {"job": "ai-0123456789abcdef"}""", """
			{
			  "type": "object",
			  "properties": {
			    "job": {"type": "string", "description": "The id that start_job returned"}
			  },
			  "required": ["job"],
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
