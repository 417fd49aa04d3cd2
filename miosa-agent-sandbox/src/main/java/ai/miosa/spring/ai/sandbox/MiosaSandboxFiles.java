package ai.miosa.spring.ai.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springaicommunity.sandbox.FileEntry;
import org.springaicommunity.sandbox.FileSpec;
import org.springaicommunity.sandbox.FileType;
import org.springaicommunity.sandbox.Sandbox;
import org.springaicommunity.sandbox.SandboxException;
import org.springaicommunity.sandbox.SandboxFiles;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.text.ShellQuoting;

/**
 * The files of a {@link MiosaSandbox}.
 */
final class MiosaSandboxFiles implements SandboxFiles {

	private final MiosaSandbox sandbox;

	private final MiosaComputer computer;

	MiosaSandboxFiles(MiosaSandbox sandbox, MiosaComputer computer) {
		this.sandbox = sandbox;
		this.computer = computer;
	}

	@Override
	public SandboxFiles create(String relativePath, String content) {
		call("create", () -> {
			this.computer.files().write(this.sandbox.resolve(relativePath), content.getBytes(StandardCharsets.UTF_8));
			return true;
		});
		return this;
	}

	@Override
	public SandboxFiles createDirectory(String relativePath) {
		call("create", () -> {
			this.computer.files().mkdir(this.sandbox.resolve(relativePath));
			return true;
		});
		return this;
	}

	@Override
	public SandboxFiles setup(List<FileSpec> files) {
		files.forEach((file) -> create(file.path(), file.content()));
		return this;
	}

	@Override
	public String read(String relativePath) {
		return new String(call("read", () -> this.computer.files().read(this.sandbox.resolve(relativePath))),
				StandardCharsets.UTF_8);
	}

	@Override
	public boolean exists(String relativePath) {
		return call("look for", () -> this.computer.files().exists(this.sandbox.resolve(relativePath)));
	}

	@Override
	public List<FileEntry> list(String relativePath) {
		return list(relativePath, 1);
	}

	@Override
	public List<FileEntry> list(String relativePath, int maxDepth) {
		// Base64, as names may hold any character but NUL
		String listing = bash("cd -- " + quoted(relativePath) + " && find . -mindepth 1 -maxdepth " + maxDepth
				+ " -printf '%Y\\0%s\\0%T@\\0%P\\0' | base64 -w0", "list");
		String[] fields = new String(Base64.getDecoder().decode(listing), StandardCharsets.UTF_8).split("\0");
		List<FileEntry> entries = new ArrayList<>();
		for (int i = 0; i + 3 < fields.length; i += 4) {
			entries.add(entry(relativePath, fields[i], fields[i + 1], fields[i + 2], fields[i + 3]));
		}
		return entries;
	}

	private static FileEntry entry(String parent, String type, String size, String modified, String path) {
		FileType fileType = type.equals("d") ? FileType.DIRECTORY : FileType.FILE;
		String[] seconds = modified.split("\\.");
		Instant modifiedTime = Instant.ofEpochSecond(Long.parseLong(seconds[0]),
				Long.parseLong((seconds[1] + "000000000").substring(0, 9)));
		String prefix = (parent.isEmpty() || parent.equals(".")) ? "" : parent + "/";
		return new FileEntry(path.substring(path.lastIndexOf('/') + 1), fileType, prefix + path,
				(fileType == FileType.FILE) ? Long.parseLong(size) : 0, modifiedTime);
	}

	@Override
	public SandboxFiles delete(String relativePath) {
		return delete(relativePath, false);
	}

	@Override
	public SandboxFiles delete(String relativePath, boolean recursive) {
		if (recursive) {
			String path = quoted(relativePath);
			bash("{ [ -e " + path + " ] || [ -L " + path + " ]; } && rm -r -- " + path, "delete");
		}
		else if (!call("delete", () -> this.computer.files().delete(this.sandbox.resolve(relativePath)))) {
			throw failure("delete", null);
		}
		return this;
	}

	@Override
	public Sandbox and() {
		return this.sandbox;
	}

	private String quoted(String relativePath) {
		return ShellQuoting.quote(this.sandbox.resolve(relativePath));
	}

	private String bash(String command, String action) {
		ExecResult result = this.sandbox.bash(command, ExecOptions.none());
		if (!result.isSuccess()) {
			throw failure(action, null);
		}
		return result.stdout();
	}

	private <T> T call(String action, Supplier<T> call) {
		this.sandbox.checkOpen();
		try {
			return call.get();
		}
		catch (MiosaException ex) {
			throw failure(action, ex);
		}
	}

	private SandboxException failure(String action, @Nullable MiosaException cause) {
		return new SandboxException("Failed to " + action + " a file or directory in " + this.sandbox, cause);
	}

}
