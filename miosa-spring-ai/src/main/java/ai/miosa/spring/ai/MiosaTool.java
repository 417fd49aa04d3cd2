package ai.miosa.spring.ai;

import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * The tools as a model sees them: names, descriptions and schemas. The schemas have only
 * keywords that the APIs of all models accept.
 */
enum MiosaTool {

	BASH("bash", "Run a bash command", true, """
			Run a bash command on a Linux computer and wait for its end. Returns the exit code, stdout and stderr. \
			Each call is a new shell: files persist, variables and the current directory do not. There is no terminal \
			and no input. A command that takes longer than the call waits continues to run as a job. \
			Example: {"command": "cd /srv/app && make test"}""", """
			"command": {"type": "string", "description": "The command, of one or more lines"},
			"timeout_seconds": {"type": "integer", "description": "How long to wait for the end of the command"}"""),

	PYTHON("python", "Run Python code", true, """
			Run Python 3 code on a Linux computer and wait for its end. Returns the exit code, stdout and stderr: \
			print what you want to see. Each call is a new process: files persist, variables do not. \
			Code that takes longer than the call waits continues to run as a job. \
			Example: {"code": "import json\\nprint(json.dumps([1, 2]))"}""", """
			"code": {"type": "string", "description": "The Python 3 code"},
			"timeout_seconds": {"type": "integer", "description": "How long to wait for the end of the code"}"""),

	START_JOB("start_job", "Start a job", true, """
			Start a long-running bash command as a job on a Linux computer without waiting for its end. Returns the \
			id of the job for job_status, job_output and kill_job. Example: {"command": "cd /srv/app && make all"}""",
			"""
					"command": {"type": "string", "description": "The command, of one or more lines"}"""),

	JOB_STATUS("job_status", "Look at a job", false, """
			Report whether a job is running, or its exit code if it has ended, and both ends of its output. Waits for \
			the end if requested. Example: {"job": "ai-0123456789abcdef", "wait_seconds": 30}""", """
			"job": {"type": "string", "description": "The id of the job"},
			"wait_seconds": {"type": "integer", "description": "How long to wait for the end, 0 by default"}"""),

	JOB_OUTPUT("job_output", "Read the output of a job", false,
			"""
					Read the output of a job, or of a call of bash or python, page by page. Reports which bytes it returns; \
					request the next page at the byte after the last. Example: {"job": "ai-0123456789abcdef", "offset": 12000}""",
			"""
					"job": {"type": "string", "description": "The id of the job"},
					"stream": {"type": "string", "enum": ["stdout", "stderr"], "description": "The stream, stdout by default"},
					"offset": {"type": "integer", "description": "The byte to begin at, 0 by default"}"""),

	KILL_JOB("kill_job", "Kill a job", true, """
			End a job and all of its processes, with SIGTERM and ten seconds later SIGKILL. Reports how it ended. \
			Example: {"job": "ai-0123456789abcdef"}""", """
			"job": {"type": "string", "description": "The id of the job"}"""),

	VIEW_IMAGE("view_image", "View an image", false, """
			View a PNG or JPEG file on the computer, such as a plot that your code has written. \
			Example: {"path": "/tmp/plot.png"}""", """
			"path": {"type": "string", "description": "The path of the file"}""");

	private final String name;

	private final String title;

	private final boolean destructive;

	private final String content;

	private final ToolDefinition definition;

	/**
	 * Create a tool.
	 * @param properties the arguments as properties of a JSON schema, of which the first
	 * is required
	 */
	MiosaTool(String name, String title, boolean destructive, String description, String properties) {
		this.name = name;
		this.title = title;
		this.destructive = destructive;
		this.content = properties.substring(1, properties.indexOf('"', 1));
		this.definition = ToolDefinition.builder()
			.name(name)
			.description(description)
			.inputSchema("{\"type\": \"object\", \"properties\": {" + properties + "}, \"required\": [\"" + this.content
					+ "\"]}")
			.build();
	}

	String getName() {
		return this.name;
	}

	/**
	 * Return the title, which is shown to people.
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

	/**
	 * Return the name of the required argument.
	 */
	String getContent() {
		return this.content;
	}

	ToolDefinition getDefinition() {
		return this.definition;
	}

}
